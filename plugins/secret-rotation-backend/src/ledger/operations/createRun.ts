import type {
  Actor,
  RunCause,
  RunKind,
  RunTrigger,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Knex } from 'knex';
import type { Policy } from '../../configuration/model';
import { policyFor } from '../../workflow/emergency';
import { START } from '../../workflow/position';
import { runRows, type DbRow } from '../columns';
import { isUniqueViolation } from '../database';
import type { RunRow, SecretRow } from '../rows';
import { appendAudit } from './appendAudit';

/** A run that somebody or the schedule asks for. */
export interface NewRun {
  readonly secret: SecretRow;
  readonly kind: RunKind;
  readonly trigger: RunTrigger;
  readonly cause: RunCause;
  readonly reason?: string;
  readonly requestedBy: Actor;
  readonly idempotencyKey?: string;
  readonly policy: Policy;
  /** Labels that a worker must carry to claim it. */
  readonly needs: readonly string[];
  readonly stepVersion: number;
  readonly now: number;
}

/** What became of the wish for a run. */
export type Created =
  | { readonly kind: 'created'; readonly run: RunRow }
  /** The same idempotency key made this run before. */
  | { readonly kind: 'repeated'; readonly run: RunRow }
  /** The secret has an open run already. */
  | { readonly kind: 'occupied'; readonly openRun: RunRow };

/**
 * Creates a run unless one is open. The database's unique keys decide, so doubled calls are harmless.
 * @param check - called inside the transaction after the insert; what it throws undoes the insert
 */
export async function createRun(
  knex: Knex,
  wish: NewRun,
  check?: (trx: Knex) => Promise<void>,
): Promise<Created> {
  const { secret, now } = wish;
  const row: Partial<RunRow> = {
    secretId: secret.id,
    kind: wish.kind,
    ...START,
    waves: 1,
    tries: 0,
    state: 'queued',
    ending: 'succeeded',
    stepVersion: wish.stepVersion,
    trigger: wish.trigger,
    cause: wish.cause,
    reason: wish.reason,
    requestedBy: wish.requestedBy,
    idempotencyKey: wish.idempotencyKey,
    policy: policyFor(wish.policy, wish.cause),
    pins: {
      binding: {
        store: secret.store,
        path: secret.path,
        rotator: secret.rotator,
        options: secret.options,
      },
    },
    needs: wish.needs,
    epoch: 0,
    nextAt: now,
    createdAt: now,
  };
  const repeated = await findByKey(knex, wish);
  if (repeated) return { kind: 'repeated', run: repeated };
  try {
    const run = await knex.transaction(async trx => {
      const [inserted]: DbRow[] = await trx('runs')
        .insert(runRows.toDb(row))
        .returning('*');
      const created = runRows.fromDb(inserted);
      await check?.(trx);
      await appendAudit(trx, [
        {
          at: now,
          action: 'run.created',
          actor: wish.requestedBy,
          secretRef: secret.entityRef,
          runId: created.id,
          detail: {
            kind: wish.kind,
            trigger: wish.trigger,
            cause: wish.cause,
            reason: wish.reason,
          },
        },
      ]);
      return created;
    });
    return { kind: 'created', run };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const same = await findByKey(knex, wish);
    if (same) return { kind: 'repeated', run: same };
    const open: DbRow | undefined = await knex('runs')
      .where({ secret_id: secret.id })
      .whereIn('state', ['queued', 'running', 'waiting', 'blocked'])
      .first('*');
    // It was closed between our insert and this look: the caller may simply ask again.
    if (!open) return createRun(knex, wish, check);
    return { kind: 'occupied', openRun: runRows.fromDb(open) };
  }
}

async function findByKey(
  knex: Knex,
  wish: NewRun,
): Promise<RunRow | undefined> {
  if (!wish.idempotencyKey) return undefined;
  const row: DbRow | undefined = await knex('runs')
    .where({ secret_id: wish.secret.id, idempotency_key: wish.idempotencyKey })
    .first('*');
  return row && runRows.fromDb(row);
}

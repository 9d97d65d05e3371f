import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { Policy } from '../configuration';
import { secretRows } from '../ledger/columns';
import { Ledger } from '../ledger/Ledger';
import type { NewRun } from '../ledger/operations/createRun';
import type { RunRow, SecretRow } from '../ledger/rows';

/** Rows for the ledger's tests. */

export const NOON = Date.UTC(2026, 10, 22, 12);

export const POLICY: Policy = {
  name: 'database',
  everyMs: 30 * 24 * 3600_000,
  overlapMs: 60_000,
  soakMs: 10_000,
  firstRotation: 'when-due',
  verifyDeadlineMs: 600_000,
  onUnhealthy: 'hold',
};

export function openLedger(knex: Knex): Promise<Ledger> {
  return Ledger.create(mockServices.database({ knex }));
}

/** Puts an enrolled secret into the ledger. */
export async function seedSecret(
  knex: Knex,
  name: string,
  part: Partial<SecretRow> = {},
): Promise<SecretRow> {
  const [row] = await knex('secrets')
    .insert(
      secretRows.toDb({
        entityRef: `resource:${part.namespace ?? 'default'}/${name}`,
        namespace: 'default',
        name,
        store: 'vault',
        path: `payments/${name}`,
        rotator: 'postgres',
        policy: 'database',
        options: {},
        binding: 'enrolled',
        bindingHash: 'hash',
        enrolledHash: 'hash',
        lastVersion: 0,
        consumerCount: 1,
        seenAt: NOON,
        ...part,
      }),
    )
    .returning('*');
  return secretRows.fromDb(row);
}

/** A wish for a run of a secret. */
export function wishFor(secret: SecretRow, part: Partial<NewRun> = {}): NewRun {
  return {
    secret,
    kind: 'rotate',
    trigger: 'manual',
    cause: 'routine',
    reason: 'A test asks for it',
    requestedBy: { kind: 'user', ref: 'user:default/ana' },
    policy: POLICY,
    needs: [],
    stepVersion: 1,
    now: NOON,
    ...part,
  };
}

/** Puts a run into the ledger that is due at `nextAt`. */
export async function seedRun(
  ledger: Ledger,
  secret: SecretRow,
  part: Partial<NewRun> = {},
): Promise<RunRow> {
  const created = await ledger.createRun(wishFor(secret, part));
  if (created.kind !== 'created') throw new Error(`The run is ${created.kind}`);
  return created.run;
}

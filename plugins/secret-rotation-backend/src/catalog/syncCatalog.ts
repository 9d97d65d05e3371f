import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { Problem } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Knex } from 'knex';
import { enrolledByRule, type RotationConfiguration } from '../configuration';
import { consumerRows, secretRows, type DbRow } from '../ledger/columns';
import type { Clock } from '../ledger/DatabaseClock';
import { appendAudit } from '../ledger/operations/appendAudit';
import { leaveFormerPath } from '../ledger/operations/leaveFormerPath';
import { claimKeys, type ClaimKey } from '../ledger/operations/claimKeys';
import type { SecretRow } from '../ledger/rows';
import { bindingState } from '../workflow/binding';
import { scheduleOf } from '../schedule/scheduleOf';
import {
  ownerOf,
  type CatalogConsumer,
  type CatalogReader,
} from './CatalogReader';
import { checkBinding, type CheckedBinding } from './checkBinding';
import type { EffectGate } from '../engine/EffectGate';
import { errorType } from '../engine/errorType';

/** Why a binding that moved to another path is not enrolled yet. */
export const FORMER_RUN: Problem = {
  code: 'former-run-open',
  message: 'A run on the former store path is still open',
  fix: 'Let it end or turn it back; then the new path is taken over',
};

/** What the sync is made of. */
export interface SyncOptions {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly configuration: RotationConfiguration;
  readonly reader: CatalogReader;
  readonly gate: EffectGate;
  readonly logger: LoggerService;
}

/**
 * Brings the ledger's secrets and consumers up to the catalog's state. Writes nothing outside the ledger. A secret
 * that the catalog does not have any more is parked: nothing of it is revoked, its path and accounts stay taken.
 * Harmless when two replicas do it at once.
 * @returns how many secrets the catalog has
 */
export async function syncCatalog(options: SyncOptions): Promise<number> {
  const { knex, clock, reader, gate, logger } = options;
  const startedAt = await clock.sync();
  let count = 0;
  let cursor: string | undefined;
  do {
    const from = cursor;
    const { items, nextCursor } = await gate.call(
      'catalog-sync',
      'catalog.secrets',
      () => reader.secrets(from),
    );
    const consumers = await gate.call('catalog-sync', 'catalog.consumers', () =>
      reader.consumersOf(items),
    );
    for (const entity of items) {
      const ref = stringifyEntityRef(entity);
      try {
        await syncSecret(options, entity, consumers.get(ref) ?? [], startedAt);
      } catch (error) {
        // One entity that cannot be kept must not hold up all others. When the ledger is away this fails too.
        await setAside(knex, ref, startedAt);
        const type = errorType(error);
        logger.error(
          `${ref} could not be taken over from the catalog (${type})`,
        );
      }
      count += 1;
    }
    cursor = nextCursor;
  } while (cursor !== undefined);
  // Only a sync that read every page may say that something is gone.
  for (const ref of await parkUnseen(knex, startedAt, clock.now()))
    logger.info(`${ref} is gone from the catalog and parked`);
  return count;
}

/** Keeps a secret visible whose entity cannot be taken over; nothing of it runs. */
async function setAside(
  knex: Knex,
  entityRef: string,
  startedAt: number,
): Promise<void> {
  await knex('secrets')
    .where({ entity_ref: entityRef })
    .update(
      secretRows.toDb({
        binding: 'misconfigured',
        problem: {
          code: 'unusable-entity',
          message: 'The entity holds something that Keyturn cannot keep',
          fix: 'Look for very long texts and control characters in it',
        },
        dispatchAt: undefined,
        seenAt: startedAt,
      }),
    );
}

/** @returns the entity refs of what is parked now */
async function parkUnseen(
  knex: Knex,
  startedAt: number,
  now: number,
): Promise<string[]> {
  return knex.transaction(async trx => {
    const parked: DbRow[] = await trx('secrets')
      .where('seen_at', '<', startedAt)
      .whereNot({ binding: 'parked' })
      .update(
        secretRows.toDb({
          binding: 'parked',
          dispatchAt: undefined,
          problem: {
            code: 'parked',
            message:
              'The entity is gone from the catalog. Nothing was revoked, nothing runs',
            fix: 'Put it back, or ask the platform team to move its history to its new name',
          },
        }),
      )
      .returning(['entity_ref']);
    const refs = parked.map(row => String(row.entity_ref));
    await appendAudit(
      trx,
      refs.map(secretRef => ({
        at: now,
        action: 'secret.parked',
        actor: { kind: 'keyturn' },
        secretRef,
        detail: {},
      })),
    );
    return refs;
  });
}

async function syncSecret(
  options: SyncOptions,
  entity: Entity,
  consumers: readonly CatalogConsumer[],
  startedAt: number,
): Promise<void> {
  const { knex, configuration, clock } = options;
  const binding = checkBinding(entity, configuration);
  const now = clock.now();
  await knex.transaction(async trx => {
    const facts = factsOf(entity, binding, consumers.length);
    const [row]: DbRow[] = await trx('secrets')
      .insert(
        secretRows.toDb({
          ...facts,
          binding: 'unenrolled',
          lastVersion: 0,
          seenAt: startedAt,
        }),
      )
      .onConflict('entity_ref')
      .merge(Object.keys(secretRows.toDb(facts)))
      .returning('*');
    const before = secretRows.fromDb(row);
    const rivals = binding.problem
      ? []
      : await claimKeys(trx, before.id, keysOf(binding));
    const ruleAllows = enrolledByRule(configuration.enrolment, {
      namespace: before.namespace,
      store: binding.spec.store,
      rotator: binding.spec.rotator,
    });
    let after = bindingState({
      problem: binding.problem,
      rivals,
      hash: binding.hash,
      enrolledHash: before.enrolledHash,
      ruleAllows,
    });
    const isNew = before.enrolledHash !== binding.hash;
    if (
      after.state === 'enrolled' &&
      isNew &&
      !(await leaveFormerPath(trx, before.id, binding.spec))
    ) {
      after = { state: 'unenrolled', problem: FORMER_RUN };
    }
    const isEnrolled = after.state === 'enrolled';
    const patch: Partial<SecretRow> = {
      binding: after.state,
      problem: after.problem,
      // By the start of the sync, not by a clock that may be set meanwhile; a slower sync does not take it back.
      seenAt: Math.max(before.seenAt, startedAt),
      ...(isEnrolled
        ? enrolmentPatch(configuration, before, binding.hash, now)
        : { dispatchAt: undefined }),
    };
    if (isEnrolled && isNew) {
      await appendAudit(trx, [
        {
          at: now,
          action: 'secret.enrolled-by-rule',
          actor: { kind: 'keyturn' },
          secretRef: before.entityRef,
          detail: { store: binding.spec.store, rotator: binding.spec.rotator },
        },
      ]);
    }
    await trx('secrets')
      .where({ id: before.id })
      .update(secretRows.toDb(patch));
    await trx('consumers').where({ secret_id: before.id }).delete();
    if (consumers.length > 0) {
      await trx('consumers').insert(
        consumers.map(consumer =>
          consumerRows.toDb({ ...consumer, secretId: before.id }),
        ),
      );
    }
  });
}

/** What an enrolled secret's schedule is when it is newly allowed or allowed again. Later changes are dispatch's. */
export function enrolmentPatch(
  configuration: RotationConfiguration,
  secret: SecretRow,
  hash: string,
  now: number,
): Partial<SecretRow> {
  const isNew = secret.enrolledHash !== hash;
  if (!isNew && secret.binding === 'enrolled') return {};
  const enrolment: Partial<SecretRow> = {
    enrolledHash: hash,
    enrolledAt: isNew ? now : secret.enrolledAt ?? now,
    retryAt: isNew ? undefined : secret.retryAt,
    // The store is asked at once how old it is.
    lookedAt: isNew ? 0 : secret.lookedAt,
  };
  return {
    ...enrolment,
    dispatchAt: undefined,
    ...scheduleOf(configuration, { ...secret, ...enrolment }),
  };
}

/** The keys that only one secret may own. Names of store and rotator are the operator's, so they are part of the key. */
export function keysOf(
  binding: Pick<CheckedBinding, 'spec' | 'accounts'>,
): ClaimKey[] {
  const { store, path, rotator } = binding.spec;
  return [
    { kind: 'path', key: `${store}:${path}` },
    ...binding.accounts.map(account => ({
      kind: 'account' as const,
      key: `${rotator}:${account}`,
    })),
  ];
}

function factsOf(
  entity: Entity,
  binding: CheckedBinding,
  consumerCount: number,
) {
  const { spec } = binding;
  const system = entity.relations?.find(
    relation =>
      relation.type === 'partOf' && relation.targetRef.startsWith('system:'),
  )?.targetRef;
  return {
    entityRef: stringifyEntityRef(entity),
    namespace: entity.metadata.namespace ?? 'default',
    name: entity.metadata.name,
    title: entity.metadata.title,
    owner: ownerOf(entity),
    system,
    store: spec.store,
    path: spec.path,
    rotator: spec.rotator,
    policy: spec.policy,
    options: spec.options ?? {},
    bindingHash: binding.hash,
    consumerCount,
  } satisfies Partial<SecretRow>;
}

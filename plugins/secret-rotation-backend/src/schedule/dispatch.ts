import type { Knex } from 'knex';
import type { RotationConfiguration } from '../configuration';
import { needsOfRun } from '../engine/needsOfRun';
import { STEP_VERSION } from '../engine/Worker';
import type { EffectGate } from '../engine/EffectGate';
import type { Clock } from '../ledger/DatabaseClock';
import type { Ledger } from '../ledger/Ledger';
import { secretRows, type DbRow } from '../ledger/columns';
import { dueSecrets } from '../ledger/operations/dueSecrets';
import type { SecretRow } from '../ledger/rows';
import { isScheduled } from '../workflow/due';
import { replan, reschedule } from './replan';
import { scheduleOf, startOf } from './scheduleOf';
import { mayCarry } from '../workflow/workerLabels';

/** How many due secrets one look takes, and how many runs one tick creates. The next tick goes on. */
const BATCH = 100;

/** How often one tick looks: what turns out to be outside its window must not hold up the rest. */
const LOOKS = 20;

/** How many secrets one tick computes the schedule of anew. The next tick goes on. */
const REPLANNED = 500;

/** How many stores one tick asks at once for the age of a secret. One that hangs costs the tick one deadline. */
const ASKED_AT_ONCE = 20;

/** How long until a store is asked again that did not answer or had nothing, in ms. */
const ASK_AGAIN_MS = 5 * 60_000;

/** What dispatch is made of. */
export interface DispatchOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly configuration: RotationConfiguration;
  readonly gate: EffectGate;
}

/**
 * Creates runs for what is due, oldest first. The ledger's unique key keeps a doubled tick harmless.
 * @returns how many runs were created
 */
export async function dispatch(options: DispatchOptions): Promise<number> {
  const { ledger, clock, configuration } = options;
  const now = await clock.sync();
  await replan(ledger.knex, configuration, REPLANNED);
  let created = 0;
  for (let look = 0; look < LOOKS && created < BATCH; look += 1) {
    const seen = await startDue(options, now);
    created += seen.created;
    if (seen.looked < BATCH) break;
  }
  // Last, so that a store which hangs does not keep what is due waiting.
  await learnAges(options, now);
  return created;
}

async function startDue(
  { ledger, configuration }: DispatchOptions,
  now: number,
): Promise<{ looked: number; created: number }> {
  const due = await dueSecrets(ledger.knex, {
    now,
    limit: BATCH,
    policies: [...configuration.policies.keys()],
  });
  let created = 0;
  for (const secret of due) {
    const policy = configuration.policies.get(secret.policy);
    if (!policy || secret.dueAt === undefined) continue;
    const start = startOf(configuration, policy, secret, secret.dueAt, now);
    if (start.at > now) {
      // Its window closed before it could be started.
      await reschedule(ledger.knex, secret, {
        dispatchAt: start.at,
        dispatchBecause: start.because,
      });
      continue;
    }
    const result = await ledger.createDueRun({
      secret,
      kind: 'rotate',
      trigger: 'schedule',
      reason: secret.dueBecause,
      requestedBy: { kind: 'keyturn' },
      policy,
      needs: await needsOfRun(ledger.knex, configuration, secret),
      stepVersion: STEP_VERSION,
      now,
    });
    if (result?.kind === 'created') created += 1;
  }
  return { looked: due.length, created };
}

/** Asks the store how old a secret is that Keyturn has not rotated yet, so that its first due date is known. */
async function learnAges(options: DispatchOptions, now: number): Promise<void> {
  const { ledger } = options;
  const rows: DbRow[] = await ageless(ledger.knex, options.configuration, now);
  await Promise.all(
    rows.map(row => learnAge(options, secretRows.fromDb(row), now)),
  );
}

function ageless(
  knex: Knex,
  configuration: RotationConfiguration,
  now: number,
): Knex.QueryBuilder {
  const patient = [...configuration.policies.values()]
    .filter(
      policy => policy.firstRotation === 'when-due' && isScheduled(policy),
    )
    .map(policy => policy.name);
  const outOfReach = [...configuration.stores.values()]
    .filter(store => !mayCarry(configuration.worker.labels, store.workerLabels))
    .map(store => store.name);
  return knex('secrets')
    .where({ binding: 'enrolled' })
    .whereNull('rotated_at')
    .whereNotIn('store', outOfReach)
    .whereIn('policy', patient)
    .andWhereRaw('coalesce(dispatch_at, 0) <= ?', [now])
    .orderByRaw('coalesce(dispatch_at, 0), id')
    .limit(ASKED_AT_ONCE)
    .select('*');
}

async function learnAge(
  { ledger, configuration, gate }: DispatchOptions,
  secret: SecretRow,
  now: number,
): Promise<void> {
  const store = configuration.stores.get(secret.store);
  if (!store) return;
  const described = await gate
    .call('dispatch', 'store.describe', effect =>
      store.adapter.describe({ path: secret.path }, effect),
    )
    .catch(() => undefined);
  const current = described?.versions.find(
    version => version.id === described.current,
  );
  const unknown = ledger
    .knex('secrets')
    .where({ id: secret.id })
    .whereNull('rotated_at');
  if (!current) {
    await unknown.update(secretRows.toDb({ dispatchAt: now + ASK_AGAIN_MS }));
    return;
  }
  const rotatedAt = current.createdAt.getTime();
  await unknown.update(
    secretRows.toDb({
      rotatedAt,
      ...scheduleOf(configuration, { ...secret, rotatedAt }),
    }),
  );
}

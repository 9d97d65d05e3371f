import type { Knex } from 'knex';
import type { RotationConfiguration } from '../configuration';
import { STEP_VERSION } from '../engine/Worker';
import type { EffectGate } from '../engine/EffectGate';
import type { Clock } from '../ledger/DatabaseClock';
import type { Ledger } from '../ledger/Ledger';
import { secretRows, type DbRow } from '../ledger/columns';
import { dueSecrets } from '../ledger/operations/dueSecrets';
import type { SecretRow } from '../ledger/rows';
import { dueDate } from '../workflow/due';

/** How many secrets one tick looks at. The next tick goes on. */
const BATCH = 100;

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
  let created = 0;
  for (const secret of await dueSecrets(ledger.knex, now, BATCH)) {
    const policy = configuration.policies.get(secret.policy);
    if (!policy) continue;
    const result = await ledger.createRun({
      secret,
      kind: 'rotate',
      trigger: 'schedule',
      reason: secret.dueBecause,
      requestedBy: { kind: 'keyturn' },
      policy,
      stepVersion: STEP_VERSION,
      now,
    });
    if (result.kind === 'created') created += 1;
  }
  // Last, so that a store which hangs does not keep what is due waiting.
  await learnAges(options, now);
  return created;
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
      policy =>
        policy.firstRotation === 'when-due' && policy.everyMs !== undefined,
    )
    .map(policy => policy.name);
  return knex('secrets')
    .where({ binding: 'enrolled' })
    .whereNull('rotated_at')
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
  const policy = configuration.policies.get(secret.policy);
  if (!store || !policy) return;
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
  const due = dueDate(policy, {
    rotatedAt,
    enrolledAt: now,
    rotatedByUs: true,
  });
  await unknown.update(
    secretRows.toDb({
      rotatedAt,
      dueAt: due?.at,
      dueBecause: due?.because,
      dispatchAt: due?.at,
    }),
  );
}

import type { Knex } from 'knex';
import type { RotationConfiguration } from '../configuration';
import type { EffectGate } from '../engine/EffectGate';
import { secretRows, type DbRow } from '../ledger/columns';
import type { Clock } from '../ledger/DatabaseClock';
import { takeOverCurrent } from '../ledger/operations/takeOverCurrent';
import type { SecretRow } from '../ledger/rows';
import { mayCarry } from '../workflow/workerLabels';
import { askRenewal } from './askRenewal';
import { scheduleOf } from './scheduleOf';

/** How many secrets one tick asks the stores for. One that hangs costs the tick one deadline, and no more. */
const ASKED_AT_ONCE = 20;

/** How long until the store is asked for a secret again, in ms. */
const ASK_AGAIN_MS = 10 * 60_000;

/** What the watch is made of. */
export interface WatchOptions {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly configuration: RotationConfiguration;
  readonly gate: EffectGate;
  readonly onChange: (change: { secretId: number }) => void;
}

/**
 * Asks the stores for the current version of enrolled secrets that have no open run, those first that were not asked
 * for longest. An existing secret is taken over that way, with the age that the store knows. A version that no run made
 * becomes the ledger's current one, on record as changed out of band. Harmless when doubled. No value is read, but for a
 * target that tells by it when it wants the credential renewed.
 * @returns how many secrets changed
 */
export async function watchStores(options: WatchOptions): Promise<number> {
  const now = await options.clock.sync();
  const rows = await longestUnasked(options, now);
  // Before the stores are asked: one that hangs does not come first again at the next tick.
  await options
    .knex('secrets')
    .whereIn(
      'id',
      rows.map(row => Number(row.id)),
    )
    .update(secretRows.toDb({ lookedAt: now }));
  const changes = await Promise.all(
    rows.map(row =>
      look(
        options,
        secretRows.fromDb(row),
        row.last_run === null ? undefined : Number(row.last_run),
        now,
      ),
    ),
  );
  return changes.filter(Boolean).length;
}

function longestUnasked(
  { knex, configuration }: WatchOptions,
  now: number,
): Promise<DbRow[]> {
  const withinReach = [...configuration.stores.values()]
    .filter(store => mayCarry(configuration.worker.labels, store.workerLabels))
    .map(store => store.name);
  const runs = () => knex('runs').whereRaw('runs.secret_id = secrets.id');
  return knex('secrets')
    .where({ binding: 'enrolled' })
    .andWhere('looked_at', '<=', now - ASK_AGAIN_MS)
    .whereIn('store', withinReach)
    .whereNotExists(
      runs()
        .whereIn('state', ['queued', 'running', 'waiting', 'blocked'])
        .select('id'),
    )
    .orderBy(['looked_at', 'id'])
    .limit(ASKED_AT_ONCE)
    .select('*', runs().max('id').as('last_run'));
}

async function look(
  options: WatchOptions,
  secret: SecretRow,
  lastRun: number | undefined,
  now: number,
): Promise<boolean> {
  const { knex, configuration, gate, onChange } = options;
  const store = configuration.stores.get(secret.store);
  if (!store) return false;
  const described = await gate
    .call('watch', 'store.describe', effect =>
      store.adapter.describe({ path: secret.path }, effect),
    )
    // A store that does not answer is asked again. A run would say what is wrong with it.
    .catch(() => undefined);
  const current = described?.versions.find(
    version => version.id === described.current,
  );
  if (!current) return false;
  const tookOver = await takeOverCurrent(
    knex,
    {
      secret,
      lastRun,
      found: { id: current.id, createdAt: current.createdAt.getTime() },
      now,
    },
    aged => scheduleOf(configuration, aged),
  );
  const changed = tookOver || (await askRenewal(options, secret, current.id));
  if (changed) onChange({ secretId: secret.id });
  return changed;
}

import type { RotationConfiguration } from '../configuration';
import { needsOfRun } from '../engine/needsOfRun';
import { STEP_VERSION } from '../engine/Worker';
import type { Clock } from '../ledger/DatabaseClock';
import type { Ledger } from '../ledger/Ledger';
import { dueSecrets } from '../ledger/operations/dueSecrets';
import { replan, reschedule } from './replan';
import { startOf } from './scheduleOf';

/** How many due secrets one look takes, and how many runs one tick creates. The next tick goes on. */
const BATCH = 100;

/** How often one tick looks: what turns out to be outside its window must not hold up the rest. */
const LOOKS = 20;

/** How many secrets one tick computes the schedule of anew. The next tick goes on. */
const REPLANNED = 500;

/** What dispatch is made of. */
export interface DispatchOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly configuration: RotationConfiguration;
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
      cause: 'routine',
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

import type { Knex } from 'knex';
import type { RotationConfiguration } from '../configuration';
import { secretRows, type DbRow } from '../ledger/columns';
import type { SecretRow } from '../ledger/rows';
import { scheduleKeyOf, scheduleOf } from './scheduleOf';

/**
 * Computes the schedule anew of secrets whose dates come from other rules than the present configuration's, or that a
 * run has just left. So a changed policy, a new freeze and one that was taken away hold from the next tick on.
 * Harmless when doubled: a secret that changed meanwhile is left to the next tick.
 * @param limit - how many secrets it looks at
 * @returns how many it changed
 */
export async function replan(
  knex: Knex,
  configuration: RotationConfiguration,
  limit: number,
): Promise<number> {
  let changed = 0;
  let looked = 0;
  for (const policy of configuration.policies.values()) {
    if (looked >= limit) break;
    const rows: DbRow[] = await knex('secrets')
      .where({ binding: 'enrolled', policy: policy.name })
      .andWhere(other =>
        other
          .whereNull('schedule_key')
          .orWhereNot('schedule_key', scheduleKeyOf(configuration, policy)),
      )
      .limit(limit - looked)
      .select('*');
    looked += rows.length;
    for (const row of rows) {
      const secret = secretRows.fromDb(row);
      changed += await reschedule(
        knex,
        secret,
        scheduleOf(configuration, secret),
      );
    }
  }
  return changed;
}

/** Writes a schedule down unless what it was computed from has changed meanwhile. @returns how many rows changed */
export async function reschedule(
  knex: Knex,
  seen: SecretRow,
  schedule: Partial<SecretRow>,
): Promise<number> {
  const {
    id,
    binding,
    policy,
    enrolledAt,
    rotatedAt,
    firstRotatedAt,
    retryAt,
    renewAt,
    dueAt,
    dispatchAt,
  } = seen;
  return knex('secrets')
    .where(
      secretRows.toDb({
        id,
        binding,
        policy,
        enrolledAt,
        rotatedAt,
        firstRotatedAt,
        retryAt,
        renewAt,
        dueAt,
        dispatchAt,
      }),
    )
    .update(secretRows.toDb(schedule));
}

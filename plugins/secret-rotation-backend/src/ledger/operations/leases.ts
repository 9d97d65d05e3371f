import type { Knex } from 'knex';

/** A worker's right to a run. */
export interface Claim {
  readonly runId: number;
  readonly epoch: number;
}

/** Prolongs leases. A claim that is not the newest any more is not prolonged. @returns how many were */
export async function renewLeases(
  knex: Knex,
  claims: readonly Claim[],
  until: number,
): Promise<number> {
  if (claims.length === 0) return 0;
  return knex('runs')
    .whereIn(
      ['id', 'epoch'],
      claims.map(claim => [claim.runId, claim.epoch]),
    )
    .andWhere('state', 'running')
    .update({ next_at: until });
}

/** Gives a run back at once, so that another worker need not wait for the lease to end. */
export async function releaseLease(
  knex: Knex,
  claim: Claim,
  now: number,
): Promise<void> {
  await knex('runs')
    .where({ id: claim.runId, epoch: claim.epoch, state: 'running' })
    .update({ next_at: now });
}

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

/** Has leases end earlier than they would: a worker that leaves says when its last call will be over. */
export async function shortenLeases(
  knex: Knex,
  claims: readonly Claim[],
  until: number,
): Promise<void> {
  if (claims.length === 0) return;
  await knex('runs')
    .whereIn(
      ['id', 'epoch'],
      claims.map(claim => [claim.runId, claim.epoch]),
    )
    .andWhere('state', 'running')
    .andWhere('next_at', '>', until)
    .update({ next_at: until });
}

/**
 * Gives a run back at once, so that another worker need not wait for the lease to end. The run is queued then, so that
 * a renewal which is still on its way does not prolong what has ended.
 */
export async function releaseLease(
  knex: Knex,
  claim: Claim,
  now: number,
): Promise<void> {
  await knex('runs')
    .where({ id: claim.runId, epoch: claim.epoch, state: 'running' })
    .update({ state: 'queued', next_at: now });
}

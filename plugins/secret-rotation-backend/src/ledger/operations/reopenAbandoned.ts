import type { Knex } from 'knex';
import type { Actor } from '@keyturn/backstage-plugin-secret-rotation-common';
import { runRows, type DbRow } from '../columns';
import { isPostgres } from '../database';
import type { RunRow } from '../rows';
import { appendAudit } from './appendAudit';

const KEYTURN: Actor = { kind: 'keyturn' };

/** A run that nobody would ever take up again, or that says something untrue about who has it. */
interface Abandonment {
  readonly cause: string;
  /** Narrows a query over `runs`. */
  readonly where: (query: Knex.QueryBuilder) => void;
  /** When it is due again. */
  readonly nextAt: (run: RunRow, now: number) => number;
}

function abandonments(endedBefore: number): Abandonment[] {
  return [
    {
      cause: 'It had neither a wake-up time nor a question to a person',
      where: query =>
        query
          .whereNull('next_at')
          .andWhere(open =>
            open
              .whereIn('state', ['queued', 'running', 'waiting'])
              .orWhere(blocked =>
                blocked
                  .where('state', 'blocked')
                  .andWhere(turn =>
                    turn
                      .whereNull('turn')
                      .orWhereNot('turn', 'like', '{"who":"person"%'),
                  ),
              ),
          ),
      nextAt: (_, now) => now,
    },
    {
      cause: 'A person’s decision was on record and nobody was woken',
      where: query =>
        query.whereNotNull('decision').whereIn('state', ['waiting', 'blocked']),
      nextAt: (_, now) => now,
    },
    {
      cause: 'Its lease ended long ago and no worker took it up',
      where: query =>
        query.where('state', 'running').andWhere('next_at', '<', endedBefore),
      // It keeps its place among what is due.
      nextAt: ({ nextAt }, now) => nextAt ?? now,
    },
  ];
}

/**
 * Queues runs that were abandoned. None should ever be; a row that was edited by hand, restored from a backup or left
 * by a bug heals here. Harmless when repeated or doubled: what is queued is found no more.
 * @param request.endedBefore - a lease that ended before this instant is no worker's any more
 * @returns how many were queued
 */
export async function reopenAbandoned(
  knex: Knex,
  request: { now: number; endedBefore: number; limit: number },
): Promise<number> {
  let reopened = 0;
  for (const abandonment of abandonments(request.endedBefore)) {
    reopened += await knex.transaction(trx =>
      reopen(trx, abandonment, request),
    );
  }
  return reopened;
}

async function reopen(
  trx: Knex.Transaction,
  { cause, where, nextAt }: Abandonment,
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const query = trx('runs').select('*').orderBy('id').limit(limit);
  where(query);
  if (isPostgres(trx)) query.forUpdate().skipLocked();
  const rows: DbRow[] = await query;
  for (const run of rows.map(runRows.fromDb)) {
    await trx('runs')
      .where({ id: run.id })
      .update({ state: 'queued', next_at: nextAt(run, now) });
    const secret: DbRow = await trx('secrets')
      .where({ id: run.secretId })
      .first('entity_ref');
    await appendAudit(trx, [
      {
        at: now,
        action: 'run.reopened',
        actor: KEYTURN,
        secretRef: String(secret.entity_ref),
        runId: run.id,
        step: run.step,
        detail: { cause, was: run.state },
      },
    ]);
  }
  return rows.length;
}

/**
 * Closes steps that nobody takes up again: of a run that is over, or on the way that a run has left. Runs of earlier
 * releases left some.
 * @returns how many were closed
 */
export async function closeLeftSteps(
  knex: Knex,
  request: { now: number; limit: number },
): Promise<number> {
  const key = ['run_id', 'direction', 'step', 'wave'];
  return knex('run_steps')
    .whereIn(
      key,
      knex('run_steps')
        .join('runs', 'runs.id', 'run_steps.run_id')
        .whereNull('run_steps.ended_at')
        .andWhere(left =>
          left
            .whereNotNull('runs.closed_at')
            .orWhereRaw('runs.direction <> run_steps.direction'),
        )
        .orderBy('run_steps.run_id')
        .limit(request.limit)
        .select(key.map(column => `run_steps.${column}`)),
    )
    .update({ state: 'failed', ended_at: request.now });
}

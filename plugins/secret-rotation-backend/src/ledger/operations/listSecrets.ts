import type {
  BindingState,
  SecretBadge,
  SecretFilter,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { SECRET_BADGES } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Knex } from 'knex';
import type { SecretScope } from '../../authorization/SecretScope';
import { SOON_PARTS } from '../../workflow/due';
import { runRows, secretRows, type DbRow } from '../columns';
import type { RunRow, SecretRow } from '../rows';
import { readPageKey, writePageKey } from './pageKey';

/** A secret with its open run, if it has one. */
export interface SecretWithRun {
  readonly secret: SecretRow;
  readonly openRun?: RunRow;
  /** Its badge, as the database ranked it. */
  readonly badge: SecretBadge;
  /** When its current version was found to be none that a run made. */
  readonly changedOutOfBandAt?: number;
}

/** A page of secrets, worst first. */
export interface SecretRows {
  readonly items: readonly SecretWithRun[];
  readonly nextCursor?: string;
}

/** What to list. `scheduled` names the policies by which secrets rotate by themselves. */
export interface SecretQuery extends SecretFilter {
  readonly scope: SecretScope;
  readonly now: number;
  readonly scheduled: readonly string[];
  /** Only secrets that this entity depends on. */
  readonly consumer?: string;
  /** Only these entity refs. */
  readonly refs?: readonly string[];
}

const OPEN = ['queued', 'running', 'waiting', 'blocked'];

/** Later than every due date, so that what has none comes last. */
const NEVER = 8_640_000_000_000_000;

/** Secrets by rank of their badge, then by due date: a page by its key, never by an offset. */
export async function listSecrets(
  knex: Knex,
  query: SecretQuery,
): Promise<SecretRows> {
  const limit = query.limit ?? 50;
  const rank = rankExpression(knex, query);
  const ranked = knex('secrets as s')
    .leftJoin('runs as r', join =>
      join.on('r.secret_id', 's.id').andOnIn('r.state', OPEN),
    )
    .leftJoin('versions as v', join =>
      join.on('v.secret_id', 's.id').andOn('v.number', 's.current_version'),
    )
    .select(
      's.*',
      knex.raw('? as rank', [rank]),
      knex.raw('coalesce(s.due_at, ?) as due_key', [NEVER]),
      'r.id as open_run_id',
      'v.out_of_band_at as changed_out_of_band_at',
    );
  filter(ranked, query);
  const page = knex
    .with('ranked', ranked)
    .from('ranked')
    .select('*')
    .orderBy(['rank', 'due_key', 'id'])
    .limit(limit + 1);
  if (query.badge) page.where('rank', SECRET_BADGES.indexOf(query.badge));
  if (query.cursor) {
    const after = readPageKey(query.cursor, 3);
    page.whereRaw('(rank, due_key, id) > (?, ?, ?)', after);
  }
  const rows: DbRow[] = await page;
  const shown = rows.slice(0, limit);
  const runs = await openRuns(knex, shown);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(row => ({
      secret: secretRows.fromDb(row),
      openRun: runs.get(Number(row.open_run_id)),
      badge: SECRET_BADGES[Number(row.rank)],
      changedOutOfBandAt:
        row.changed_out_of_band_at === null
          ? undefined
          : Number(row.changed_out_of_band_at),
    })),
    nextCursor:
      last &&
      writePageKey([Number(last.rank), Number(last.due_key), Number(last.id)]),
  };
}

async function openRuns(
  knex: Knex,
  rows: readonly DbRow[],
): Promise<Map<number, RunRow>> {
  const ids = rows.flatMap(row =>
    row.open_run_id === null ? [] : [Number(row.open_run_id)],
  );
  if (ids.length === 0) return new Map();
  const found: DbRow[] = await knex('runs').whereIn('id', ids);
  return new Map(found.map(row => [Number(row.id), runRows.fromDb(row)]));
}

/** The rank of a secret's badge in SQL: the same rules as `badgeOf`, which a test compares. */
function rankExpression(knex: Knex, { now, scheduled }: SecretQuery): Knex.Raw {
  const at = (badge: SecretBadge) => SECRET_BADGES.indexOf(badge);
  const bindings: BindingState[] = [
    'conflicting',
    'misconfigured',
    'parked',
    'unenrolled',
  ];
  const parts: Knex.Raw[] = [
    // As `shownState`: one that looks again by itself stays blocked meanwhile.
    knex.raw(
      `when r.state = 'blocked' or (r.state in ('running', 'queued') and r.decision is null and r.turn like ?) then ${at(
        'blocked',
      )}`,
      ['{"who":"person"%'],
    ),
    knex.raw(`when s.binding = 'conflicting' then ${at('conflicting')}`),
    knex.raw(`when s.binding = 'misconfigured' then ${at('misconfigured')}`),
    knex.raw(`when s.due_at <= ? and r.id is null then ${at('overdue')}`, [
      now,
    ]),
    ...bindings
      .slice(2)
      .map(binding =>
        knex.raw(
          `when s.binding = '${binding}' then ${at(binding as SecretBadge)}`,
        ),
      ),
    knex.raw(
      `when r.state = 'waiting' and r.step not in ('monitor', 'verify') then ${at(
        'waiting',
      )}`,
    ),
    knex.raw(`when r.id is not null then ${at('rotating')}`),
    knex.raw(
      `when (s.due_at - ?) * ${SOON_PARTS} <= s.due_at - s.rotated_at then ${at(
        'due-soon',
      )}`,
      [now],
    ),
    knex.raw(
      scheduled.length === 0
        ? 'when 1 = 0 then 0'
        : `when s.due_at is null and s.policy in (${scheduled
            .map(() => '?')
            .join(', ')}) then ${at('unknown')}`,
      [...scheduled],
    ),
  ];
  return knex.raw(
    `case ${parts.map(() => '?').join(' ')} else ${at('up-to-date')} end`,
    parts,
  );
}

function filter(rows: Knex.QueryBuilder, query: SecretQuery): void {
  const { owner, system, store, policy, search, consumer, refs, scope } = query;
  if (owner) rows.where('s.owner', owner);
  if (system) rows.where('s.system', system);
  if (store) rows.where('s.store', store);
  if (policy) rows.where('s.policy', policy);
  if (search)
    rows.whereRaw('lower(s.name) like ?', [
      `%${search.toLowerCase().replace(/[%_\\]/g, '')}%`,
    ]);
  if (refs) rows.whereIn('s.entity_ref', [...refs]);
  if (consumer) {
    rows.whereIn('s.id', sub =>
      sub.from('consumers').where('entity_ref', consumer).select('secret_id'),
    );
  }
  rows.where(where => applyScope(where, scope));
}

/** What a caller may see, as a condition of the database. */
function applyScope(where: Knex.QueryBuilder, scope: SecretScope): void {
  switch (scope.kind) {
    case 'all':
      where.whereRaw('1 = 1');
      break;
    case 'none':
      where.whereRaw('1 = 0');
      break;
    case 'owner':
      // Nobody's secret is outside, not unknown: else `not` would leave it out too.
      where.whereNotNull('s.owner').whereIn('s.owner', scope.owners);
      break;
    case 'namespace':
      where.whereIn('s.namespace', scope.namespaces);
      break;
    case 'store':
      where.whereIn('s.store', scope.stores);
      break;
    case 'anyOf':
      // No alternative is no permission.
      where.whereRaw('1 = 0');
      for (const each of scope.scopes)
        where.orWhere(part => applyScope(part, each));
      break;
    case 'allOf':
      where.whereRaw('1 = 1');
      for (const each of scope.scopes)
        where.andWhere(part => applyScope(part, each));
      break;
    case 'not':
      where.whereNot(part => applyScope(part, scope.scope));
      break;
    default:
      throw new Error(`Unknown scope ${JSON.stringify(scope satisfies never)}`);
  }
}

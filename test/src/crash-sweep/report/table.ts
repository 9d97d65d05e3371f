import type { CaseResult, JourneyName } from '../cases/Case';
import { LEASE_SECONDS } from '../world/portalOptions';
import { totalsOf } from './totals';

/** Rows of places, columns of strategies. */
export interface SweepTable {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  cell(row: string, column: string): string;
}

const TITLES: Readonly<Record<JourneyName, string>> = {
  rotate: 'A rotation',
  rollback: 'A rollback that a person asks for',
};

/** One table for each journey with one kill or none, and one for the pairs. */
export function tablesOf(results: readonly CaseResult[]): SweepTable[] {
  const single = (journey: JourneyName) =>
    tableOf(
      TITLES[journey],
      results.filter(each => each.journey === journey && each.kills.length < 2),
      rowOf,
    );
  const pairs = tableOf(
    'Two kills in one run',
    results.filter(each => each.kills.length === 2),
    each => `${each.journey}: ${rowOf(each)}`,
  );
  return [single('rotate'), single('rollback'), pairs].filter(
    table => table.rows.length > 0,
  );
}

/** What was found with each of some strategies, a line each: for strategies of which only a part is swept. */
export function summaryOf(
  results: readonly CaseResult[],
  strategies: readonly string[],
): string {
  const lines = strategies.flatMap(strategy => {
    const own = results.filter(each => each.strategy === strategy);
    const totals = totalsOf(own, LEASE_SECONDS);
    const { kills, pairs, violations, failedQueries } = totals;
    const recovery = `${totals.maxRecoverySeconds} s`;
    const cells = [kills, pairs, violations, failedQueries, recovery];
    return own.length === 0 ? [] : [`| ${[strategy, ...cells].join(' | ')} |`];
  });
  return [
    '| rotator and store | kills | pairs | violations | failed queries | longest recovery |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** A table as Markdown. */
export function toMarkdown({ rows, columns, cell }: SweepTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['killed', ...columns]),
    line(['---', ...columns.map(() => '---')]),
    ...rows.map(row =>
      line([row, ...columns.map(column => cell(row, column))]),
    ),
  ].join('\n');
}

function rowOf({ kills }: CaseResult): string {
  return kills.length === 0
    ? 'nowhere'
    : kills.map(each => `\`${each}\``).join(', then ');
}

function tableOf(
  title: string,
  results: readonly CaseResult[],
  row: (result: CaseResult) => string,
): SweepTable {
  const cells = new Map(
    results.map(each => [`${row(each)}\n${each.strategy}`, cellOf(each)]),
  );
  return {
    title,
    rows: [...new Set(results.map(row))],
    columns: [...new Set(results.map(({ strategy }) => strategy))].sort(),
    cell: (wanted, column) => cells.get(`${wanted}\n${column}`) ?? '–',
  };
}

function cellOf(result: CaseResult): string {
  const { outcome, commits, recoveries, violations, failedQueries } = result;
  const seconds = recoveries
    .map(each => (each === null ? 'over' : `${each.toFixed(1)} s`))
    .join(' and ');
  const wrong = [
    ...violations,
    ...(failedQueries > 0 ? [`${failedQueries} failed queries`] : []),
  ];
  return [
    outcome,
    `${commits} commits`,
    ...(seconds ? [seconds] : []),
    wrong.length === 0 ? '0 violations' : wrong.join('; '),
  ]
    .join(', ')
    .replace(/\|/g, '/');
}

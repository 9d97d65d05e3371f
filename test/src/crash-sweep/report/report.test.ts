import type { CaseResult } from '../cases/Case';
import { survivalPage } from './survivalPage';
import { tablesOf, toMarkdown } from './table';
import { shortcomings, totalsOf, type Totals } from './totals';

const RESULT: CaseResult = {
  strategy: 'a × b',
  journey: 'rotate',
  kills: ['forward.promote/after:commit'],
  outcome: 'succeeded',
  killed: 1,
  commits: 8,
  recoveries: [1.25],
  violations: [],
  failedQueries: 0,
  hits: [],
  seconds: 300,
};
const RESULTS: CaseResult[] = [
  { ...RESULT, kills: [], killed: 0, recoveries: [], commits: 7 },
  RESULT,
  { ...RESULT, strategy: 'a × c', violations: ['x | y'], failedQueries: 2 },
  {
    ...RESULT,
    kills: ['start/after:commit', 'forward.schedule/after:commit'],
    killed: 2,
    recoveries: [2, null],
  },
  { ...RESULT, journey: 'rollback', kills: ['decision/before:commit'] },
];
const ENOUGH: Totals = {
  kills: 150,
  pairs: 50,
  violations: 0,
  failedQueries: 0,
  maxRecoverySeconds: 7,
  leaseSeconds: 2,
};

describe('the totals of a sweep', () => {
  it('add up what was found', () => {
    expect(totalsOf(RESULTS, 2)).toEqual({
      kills: 5,
      pairs: 1,
      violations: 1,
      failedQueries: 2,
      maxRecoverySeconds: 2,
      leaseSeconds: 2,
    });
  });

  it('are good enough at their bounds and not beyond', () => {
    expect(shortcomings(ENOUGH, true)).toEqual([]);
    expect(shortcomings({ ...ENOUGH, kills: 11, pairs: 1 }, false)).toEqual([]);
  });

  it.each<[string, Partial<Totals>]>([
    ['1 violations', { violations: 1 }],
    ['1 failed queries', { failedQueries: 1 }],
    ['a run lay idle for 7.1 s, more than 7 s', { maxRecoverySeconds: 7.1 }],
    ['149 kills, fewer than 150', { kills: 149 }],
    ['49 pairs, fewer than 50', { pairs: 49 }],
  ])('fall short by %s', (text, patch) => {
    expect(shortcomings({ ...ENOUGH, ...patch }, true)).toEqual([text]);
  });

  it('fall short when nothing was killed, however little was asked for', () => {
    expect(shortcomings({ ...ENOUGH, kills: 0 }, false)).toEqual([
      'nothing was killed',
    ]);
  });
});

describe('the tables of a sweep', () => {
  const [rotation, rollback, pairs] = tablesOf(RESULTS);

  it('have a row for each failpoint and a column for each strategy', () => {
    expect(toMarkdown(rotation)).toBe(
      [
        '| killed | a × b | a × c |',
        '| --- | --- | --- |',
        '| nowhere | succeeded, 7 commits, 0 violations | – |',
        '| `forward.promote/after:commit` | succeeded, 8 commits, 1.3 s, 0 violations | succeeded, 8 commits, 1.3 s, x / y; 2 failed queries |',
      ].join('\n'),
    );
  });

  it('are apart for rotations, rollbacks and pairs', () => {
    expect(rollback.rows).toEqual(['`decision/before:commit`']);
    expect(pairs.rows).toEqual([
      'rotate: `start/after:commit`, then `forward.schedule/after:commit`',
    ]);
    expect(pairs.cell(pairs.rows[0], 'a × b')).toBe(
      'succeeded, 8 commits, 2.0 s and over, 0 violations',
    );
  });
});

it('the page of a sweep says its totals, its seed, its stand-ins and what was missing', () => {
  const page = survivalPage(RESULTS, {
    totals: ENOUGH,
    seed: 42,
    inPart: [],
    standIns: ['a × c: our stand-in'],
    missing: ['a × d: no d on this machine'],
    date: new Date('2026-11-23T10:00:00Z'),
  });
  expect(page).toContain(
    `on 2026-11-23 (${RESULTS.length * 5} minutes of runs, seed 42)`,
  );
  expect(page).toContain('| 150 | 50 | 0 | 0 | 7 s | 7 s |');
  expect(page).toContain('- a × c: our stand-in, not a real server.');
  expect(page).toContain('a × d: no d on this machine');
  expect(page.match(/^## /gm)).toHaveLength(3);
});

it('the page gives a line to each rotator that was swept in part, and no column', () => {
  const page = survivalPage(RESULTS, {
    totals: ENOUGH,
    seed: 42,
    inPart: ['a × c'],
    standIns: [],
    missing: [],
    date: new Date('2026-11-23T10:00:00Z'),
  });
  expect(page).toContain('| killed | a × b |\n');
  expect(page).toContain('| a × c | 1 | 0 | 1 | 2 | 1.3 s |');
});

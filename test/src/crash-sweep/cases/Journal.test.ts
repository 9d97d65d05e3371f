import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseResult } from './Case';
import { Journal } from './Journal';

const SWEEP = { commit: 'c0ffee', seed: 42 };
const CASE = { strategy: 'Redis', journey: 'rotate', kills: ['a/b'] } as const;
const RESULT: CaseResult = {
  ...CASE,
  outcome: 'succeeded',
  killed: 1,
  commits: 11,
  recoveries: [2.5, null],
  violations: [],
  failedQueries: 0,
  hits: ['a/b'],
  seconds: 12.5,
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-journal-'));
  path = join(folder, 'sweep.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives the results and the seed of the part before', () => {
  const first = Journal.open(path, SWEEP);
  expect(first.resultOf(CASE)).toBeUndefined();
  first.add(RESULT);
  const second = Journal.open(path, { ...SWEEP, seed: 7 });
  expect(second.seed).toBe(42);
  expect(second.resultOf(CASE)).toEqual(RESULT);
  expect(second.resultOf({ ...CASE, kills: [] })).toBeUndefined();
});

it('does without a line that was cut short', () => {
  Journal.open(path, SWEEP).add(RESULT);
  appendFileSync(path, '{"strategy":"Redis","jour');
  expect(Journal.open(path, SWEEP).resultOf(CASE)).toEqual(RESULT);
});

it('refuses the results of another commit', () => {
  Journal.open(path, SWEEP);
  expect(() => Journal.open(path, { ...SWEEP, commit: 'decaf' })).toThrow(
    'is of commit c0ffee, and this is decaf',
  );
});

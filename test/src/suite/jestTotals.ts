/** How many tests ran, and how they ended. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** No tests. */
export const NOTHING: Totals = { passed: 0, failed: 0, skipped: 0 };

/** Both together. */
export function plus(a: Totals, b: Totals): Totals {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** The sum of all closing lines of Jest (`Tests: 1 failed, 2 skipped, 30 passed, 33 total`) in an output. */
export function jestTotals(output: string): Totals {
  return [...output.matchAll(/Tests:\s+(.*\d+ total)/g)]
    .map(([, line]) => ({
      passed: countOf(line, 'passed'),
      failed: countOf(line, 'failed'),
      skipped: countOf(line, 'skipped') + countOf(line, 'todo'),
    }))
    .reduce(plus, NOTHING);
}

/** The packages whose tests reported, in an output of turbo: each of its lines begins with `<package>:test: `. */
export function reportingPackages(output: string): string[] {
  return [...output.matchAll(/^(\S+):test: Tests:\s/gm)].map(
    ([, name]) => name,
  );
}

/** The last plain line `N passed, N failed` of a program. */
export function plainTotals(output: string): Totals | undefined {
  const lines = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)];
  const last = lines.at(-1);
  return (
    last && { passed: Number(last[1]), failed: Number(last[2]), skipped: 0 }
  );
}

function countOf(line: string, word: string): number {
  return Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
}

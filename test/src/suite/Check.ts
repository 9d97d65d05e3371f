import {
  jestTotals,
  NOTHING,
  plus,
  reportingPackages,
  type Totals,
} from './jestTotals';
import { packagesWithTests } from './packagesWithTests';
import type { Ended } from './runProgram';

/** A program of the suite, and what its end counts for. */
export interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** What the program counted itself; a check that counts nothing is one test. */
  totals?(ended: Ended): Totals;
}

/** One test: the program ended well. */
export function asOne({ code }: Ended): Totals {
  return code === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

/** What was counted; a program that failed without a failed test is one more. */
export function counted(ended: Ended, totals: Totals): Totals {
  return ended.code !== 0 && totals.failed === 0
    ? plus(totals, asOne(ended))
    : totals;
}

/** The tests of all packages. One that has tests and does not report counts as failed, whatever turbo says. */
export function ofPackages(checkout: string, ended: Ended): Totals {
  const reporting = reportingPackages(ended.output);
  const silent = packagesWithTests(checkout).filter(
    name => !reporting.includes(name),
  );
  for (const name of silent) {
    process.stdout.write(`The tests of ${name} did not report\n`);
  }
  const totals = jestTotals(ended.output);
  return counted(ended, {
    ...totals,
    failed: totals.failed + silent.length,
  });
}

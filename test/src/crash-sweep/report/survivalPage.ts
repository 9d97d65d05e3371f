import { RECOVERY_MARGIN_SECONDS, type Totals } from './totals';
import { summaryOf, tablesOf, toMarkdown } from './table';
import type { CaseResult } from '../cases/Case';

/** What a page needs to know besides the results. */
export interface SweepFacts {
  readonly totals: Totals;
  readonly seed: number;
  /** The strategies of which only the rotator's own failpoints were swept. */
  readonly inPart: readonly string[];
  /** What each strategy stands on, where that is not a real server. */
  readonly standIns: readonly string[];
  /** What could not be swept on the machine, and why. */
  readonly missing: readonly string[];
  readonly date: Date;
}

/** The page `docs/survival.md`. */
export function survivalPage(
  results: readonly CaseResult[],
  facts: SweepFacts,
): string {
  const { totals, seed, inPart, standIns, missing, date } = facts;
  const seconds = results.reduce((sum, each) => sum + each.seconds, 0);
  const head = `# What Keyturn survives

Written by \`npm run crash-sweep\` on ${date
    .toISOString()
    .slice(0, 10)} (${Math.round(
    seconds / 60,
  )} minutes of runs, seed ${seed}). How to read it, which pairs are
swept and which of them \`npm test\` sweeps: [crash-sweep.md](crash-sweep.md).

| kills | pairs | violations | failed queries | longest recovery | allowed |
| --- | --- | --- | --- | --- | --- |
| ${totals.kills} | ${totals.pairs} | ${totals.violations} | ${
    totals.failedQueries
  } | ${totals.maxRecoverySeconds} s | ${
    totals.leaseSeconds + RECOVERY_MARGIN_SECONDS
  } s |
`;
  const notes = [
    ...standIns.map(what => `- ${what}, not a real server.`),
    ...missing.map(what => `- Not swept on this machine: ${what}.`),
  ];
  const whole = results.filter(({ strategy }) => !inPart.includes(strategy));
  const tables = tablesOf(whole).map(
    table => `## ${table.title}\n\n${toMarkdown(table)}\n`,
  );
  return [
    head,
    ...(notes.length > 0 ? [`${notes.join('\n')}\n`] : []),
    ...tables,
    ...(inPart.length > 0
      ? [`## Each other rotator\n\n${summaryOf(results, inPart)}\n`]
      : []),
  ].join('\n');
}

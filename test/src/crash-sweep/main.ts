/**
 * The crash sweep: a program. Kills the worker of a rotation at every failpoint, for each pair of rotator and store,
 * and in random pairs, while an oracle and consumers look on from outside. A full sweep writes docs/survival.md.
 */
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { journeysOf, nameOf, type Case, type CaseResult } from './cases/Case';
import { Journal } from './cases/Journal';
import {
  pairsOfKills,
  quickCases,
  recordingWithin,
  singleKills,
} from './cases/plan';
import { Lanes } from './lanes/Lanes';
import { readOptions, USAGE, type SweepOptions } from './options';
import { survivalPage } from './report/survivalPage';
import { tablesOf, toMarkdown } from './report/table';
import { shortcomings, totalsOf } from './report/totals';
import { STRATEGIES, strategyNamed, type Strategy } from './strategies';
import { quickStrategies, selectStrategies } from './strategies/selection';
import { LEASE_SECONDS } from './world/portalOptions';

const PAGE = resolve(
  dirname(require.resolve('keyturn-tests/package.json')),
  '../docs/survival.md',
);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(result: CaseResult): void {
  const { outcome, seconds, violations, failedQueries } = result;
  const wrong = [
    ...violations,
    failedQueries && `${failedQueries} failed queries`,
  ];
  const verdict = wrong.filter(Boolean).join('; ') || 'well';
  say(`${nameOf(result)}: ${outcome}, ${verdict} (${seconds.toFixed(1)} s)`);
}

/** Where the results are kept, if they are. */
function journalOf({ journal, seed }: SweepOptions): Journal | undefined {
  if (journal === undefined) return undefined;
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
    cwd: dirname(PAGE),
    encoding: 'utf8',
  });
  return Journal.open(resolve(journal), { commit: commit.trim(), seed });
}

/** Runs the cases of which the journal has no result. */
async function runRest(
  lanes: Lanes,
  cases: readonly Case[],
  journal: Journal | undefined,
): Promise<CaseResult[]> {
  const known = cases.flatMap(each => journal?.resultOf(each) ?? []);
  const rest = cases.filter(each => !journal?.resultOf(each));
  return [...known, ...(await lanes.runAll(rest))];
}

/** Undisturbed runs say which failpoints there are; then each is a kill, and some are pairs. */
async function sweep(
  lanes: Lanes,
  options: SweepOptions,
  strategies: readonly Strategy[],
  journal: Journal | undefined,
) {
  const run = (cases: readonly Case[]) => runRest(lanes, cases, journal);
  const wanted = (cases: readonly Case[]) =>
    cases.filter(each => nameOf(each).includes(options.only ?? ''));
  if (options.quick) {
    const quick = quickStrategies(strategies, options);
    return run(wanted(quickCases(quick, options.target !== undefined)));
  }
  const undisturbed = await run(
    strategies.flatMap(({ name: strategy, target }) =>
      journeysOf(target.traits).map(journey => ({
        strategy,
        journey,
        kills: [],
      })),
    ),
  );
  const recordings = undisturbed.map(each =>
    recordingWithin(strategyNamed(each.strategy).failpoints, each),
  );
  const seed = journal?.seed ?? options.seed;
  const pairs = pairsOfKills(recordings, seed);
  const cases = wanted([...recordings.flatMap(singleKills), ...pairs]);
  say(`${cases.length} cases, pairs of seed ${seed}`);
  return [...undisturbed, ...(await run(cases))];
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), () => randomInt(2 ** 31));
  if (options.help) {
    say(USAGE);
    return;
  }
  const { swept, missing } = selectStrategies(STRATEGIES, options);
  const journal = journalOf(options);
  const lanes = new Lanes(options.parallel, result => {
    journal?.add(result);
    tell(result);
  });
  const end = () => {
    lanes.stop().then(() => process.exit(1));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, end);
  }

  const results = await sweep(lanes, options, swept, journal);
  const isFull =
    !options.quick && !options.only && !options.store && !options.target;
  const totals = totalsOf(results, LEASE_SECONDS);
  for (const table of tablesOf(results)) {
    say(`\n${table.title}\n\n${toMarkdown(table)}`);
  }
  missing.forEach(what => say(`not run: ${what}`));
  const wrong = shortcomings(totals, isFull);
  if (isFull && wrong.length === 0) {
    const page = survivalPage(results, {
      totals,
      seed: journal?.seed ?? options.seed,
      inPart: swept
        .filter(({ failpoints }) => failpoints === 'rotator')
        .map(({ name }) => name),
      standIns: swept.flatMap(({ name, target, store }) =>
        [store.standIn, target.standIn].flatMap(what =>
          what === undefined ? [] : [`${name}: ${what}`],
        ),
      ),
      missing,
      date: new Date(),
    });
    await writeFile(PAGE, page);
  }
  say(
    `\n${totals.kills} kills, ${totals.pairs} of the runs twice: ${
      wrong.join(', ') || 'nothing was violated'
    }`,
  );
  if (options.json) say(JSON.stringify(totals));
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

main().catch(error => {
  process.stderr.write(
    `${error instanceof Error ? error.message : 'failed'}\n`,
  );
  process.exitCode = 1;
});

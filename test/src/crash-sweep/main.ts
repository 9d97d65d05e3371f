/**
 * The crash sweep: a program. Kills the worker of a rotation at every failpoint, for each pair of rotator and store,
 * and in random pairs, while an oracle and consumers look on from outside. A full sweep writes docs/survival.md.
 */
import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { journeysOf, nameOf, type Case, type CaseResult } from './cases/Case';
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

/** Undisturbed runs say which failpoints there are; then each is a kill, and some are pairs. */
async function sweep(
  lanes: Lanes,
  options: SweepOptions,
  strategies: readonly Strategy[],
) {
  const wanted = (cases: readonly Case[]) =>
    cases.filter(each => nameOf(each).includes(options.only ?? ''));
  if (options.quick) {
    const quick = quickStrategies(strategies, options);
    return lanes.runAll(
      wanted(quickCases(quick, options.target !== undefined)),
    );
  }
  const undisturbed = await lanes.runAll(
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
  const pairs = pairsOfKills(recordings, options.seed);
  const cases = wanted([...recordings.flatMap(singleKills), ...pairs]);
  say(`${cases.length} cases, pairs of seed ${options.seed}`);
  return [...undisturbed, ...(await lanes.runAll(cases))];
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), () => randomInt(2 ** 31));
  if (options.help) {
    say(USAGE);
    return;
  }
  const startedAt = performance.now();
  const { swept, missing } = selectStrategies(STRATEGIES, options);
  const lanes = new Lanes(options.parallel, tell);
  const end = () => {
    lanes.stop().then(() => process.exit(1));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, end);
  }

  const results = await sweep(lanes, options, swept);
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
      seed: options.seed,
      inPart: swept
        .filter(({ failpoints }) => failpoints === 'rotator')
        .map(({ name }) => name),
      standIns: swept.flatMap(({ name, target, store }) =>
        [store.standIn, target.standIn].flatMap(what =>
          what === undefined ? [] : [`${name}: ${what}`],
        ),
      ),
      missing,
      minutes: Math.round((performance.now() - startedAt) / 60_000),
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

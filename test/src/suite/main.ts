/**
 * `npm test`: a program that runs everything CI runs. Its last lines say how long each check took, name what could not
 * be run on this machine, then `N passed, N failed` over all tests and checks.
 */
import { dirname, resolve } from 'node:path';
import { asOne, type Check } from './Check';
import { jestFailures } from './jestFailures';
import { NOTHING, plus, type Totals } from './jestTotals';
import { DEBIAN_PEERS } from './peers/debianPeers';
import { install } from './peers/install';
import { installPeers } from './peers/installPeers';
import { PYTHON_PEERS } from './peers/pythonPeers';
import { UNSTABLE_PEERS } from './peers/unstablePeers';
import { runProgram } from './runProgram';
import { stagesOf, type Lane } from './stages';
import { startTestDatabase } from './testDatabase';

const CHECKOUT = resolve(
  dirname(require.resolve('keyturn-tests/package.json')),
  '..',
);
const REQUIRE_PEERS = Boolean(process.env.KEYTURN_REQUIRE_PEERS);

/** What came of a check. */
interface Result {
  readonly line: string;
  readonly totals: Totals;
  /** What the program could not run on this machine, by its own account. */
  readonly notRun: readonly string[];
  readonly failures: readonly string[];
}

async function runCheck(check: Check, isAlone: boolean): Promise<Result> {
  const heading = `\n=== ${check.name}\n`;
  if (isAlone) process.stdout.write(heading);
  const ended = await runProgram(check.command, check.args, {
    cwd: CHECKOUT,
    env: check.env,
    isShown: isAlone,
  });
  if (!isAlone) process.stdout.write(heading + ended.output);
  const totals = check.totals?.(ended) ?? asOne(ended);
  const { passed, failed, skipped } = totals;
  const seconds = ended.seconds.toFixed(0);
  return {
    line: `${check.name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`,
    totals,
    notRun: [...ended.output.matchAll(/^not run: (.*)$/gm)].map(
      ([, what]) => what,
    ),
    failures: totals.failed > 0 ? jestFailures(ended.output) : [],
  };
}

async function runLane(lane: Lane, isAlone: boolean): Promise<Result[]> {
  const results: Result[] = [];
  for (const check of lane) results.push(await runCheck(check, isAlone));
  return results;
}

async function main(): Promise<void> {
  const peers = installPeers(
    {
      python: PYTHON_PEERS,
      debian: DEBIAN_PEERS,
      unstable: UNSTABLE_PEERS,
    },
    {
      environment: resolve(CHECKOUT, '.keyturn', 'peers'),
      unstable: resolve(CHECKOUT, '.keyturn', 'unstable'),
      env: process.env,
      install,
    },
  );
  // Every check inherits it.
  Object.assign(process.env, peers.env);
  const missing = [...peers.missing];
  const database = await startTestDatabase(CHECKOUT);
  const results: Result[] = [];
  try {
    for (const stage of stagesOf(CHECKOUT, database.env)) {
      const lanes = await Promise.all(
        stage.map(lane => runLane(lane, stage.length === 1)),
      );
      results.push(...lanes.flat());
    }
  } finally {
    await database.stop();
  }
  missing.push(...results.flatMap(it => it.notRun));
  const total = results.map(it => it.totals).reduce(plus, NOTHING);
  const minutes = (performance.now() / 60_000).toFixed(1);
  const lines = results.map(it => it.line).join('\n');
  const failures = results.flatMap(it => it.failures);
  if (failures.length > 0)
    process.stdout.write(`\n=== what failed\n${failures.join('\n\n')}\n`);
  process.stdout.write(`\n=== summary, ${minutes} min\n${lines}\n`);
  for (const what of missing)
    process.stdout.write(`missing on this machine: ${what}\n`);
  const failed = total.failed + (REQUIRE_PEERS ? missing.length : 0);
  process.stdout.write(`${total.passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && total.passed > 0 ? 0 : 1;
}

main().catch(error => {
  process.stderr.write(
    `${
      error instanceof Error ? error.message : 'failed'
    }\n0 passed, 1 failed\n`,
  );
  process.exitCode = 1;
});

/**
 * `npm test`: a program that runs everything CI runs, one thing after the other. Its last lines name what could not be
 * run on this machine, then `N passed, N failed` over all tests and checks.
 */
import { dirname, resolve } from 'node:path';
import { findVaultBinary } from '@keyturn/dev-peers';
import {
  jestTotals,
  NOTHING,
  plainTotals,
  plus,
  reportingPackages,
  type Totals,
} from './jestTotals';
import { packagesWithTests } from './packagesWithTests';
import { runProgram, type Ended } from './runProgram';
import { startTestDatabase } from './testDatabase';

const CHECKOUT = resolve(
  dirname(require.resolve('keyturn-tests/package.json')),
  '..',
);
const BIN = resolve(CHECKOUT, 'node_modules/.bin');
const REQUIRE_PEERS = Boolean(process.env.KEYTURN_REQUIRE_PEERS);

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** What the program counted itself; a check that counts nothing is one test. */
  totals?(ended: Ended): Totals;
}

/** One test: the program ended well. */
function asOne({ code }: Ended): Totals {
  return code === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

/** What was counted; a program that failed without a failed test is one more. */
function counted(ended: Ended, totals: Totals): Totals {
  return ended.code !== 0 && totals.failed === 0
    ? plus(totals, asOne(ended))
    : totals;
}

/** The tests of all packages. One that has tests and does not report counts as failed, whatever turbo says. */
function ofPackages(ended: Ended): Totals {
  const reporting = reportingPackages(ended.output);
  const silent = packagesWithTests(CHECKOUT).filter(
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

function checks(databaseEnv: NodeJS.ProcessEnv): Check[] {
  const bin = (name: string) => resolve(BIN, name);
  const program = (name: string, args: string[]) => ({
    command: process.execPath,
    args: [name, ...args],
  });
  return [
    {
      name: 'types',
      command: bin('turbo'),
      args: ['run', '//#tsc', '--output-logs=errors-only'],
      env: { CI: '1' },
    },
    {
      // Reads the declarations that the types check has written.
      name: 'API reports',
      command: bin('backstage-repo-tools'),
      args: [
        'api-reports',
        '--ci',
        '--include',
        'plugins/*',
        '--validate-release-tags',
        // Packages of the workspace are resolved to their sources, as everywhere in Backstage.
        '--omit-messages',
        'ae-wrong-input-file-type',
      ],
    },
    {
      // The example backend runs from source; its bundle would want yarn.
      name: 'build of the published packages',
      command: bin('turbo'),
      args: [
        'run',
        'build',
        '--filter=./plugins/*',
        '--concurrency=2',
        '--output-logs=errors-only',
      ],
      env: { CI: '1' },
    },
    {
      name: 'formatting',
      command: bin('prettier'),
      args: ['--check', '--loglevel', 'warn', '.'],
    },
    {
      name: 'generated files',
      ...program('scripts/generate-api.mjs', ['--check']),
    },
    {
      name: 'printed workflow',
      ...program('--require', [
        '@backstage/cli/config/nodeTransform.cjs',
        'scripts/print-workflow.ts',
        '--check',
      ]),
    },
    {
      name: 'unused files, exports and dependencies',
      command: bin('knip'),
      args: [],
    },
    {
      name: 'package metadata',
      command: bin('backstage-cli'),
      args: ['repo', 'fix', '--publish', '--check'],
    },
    {
      name: 'lint',
      command: bin('turbo'),
      args: ['run', 'lint', '--concurrency=2', '--output-logs=errors-only'],
      env: { CI: '1' },
    },
    {
      name: 'unit and integration tests',
      command: bin('turbo'),
      // Never from the cache: a replayed test has not run.
      args: [
        'run',
        'test',
        '--concurrency=1',
        '--force',
        '--continue',
        '--',
        '--maxWorkers=2',
      ],
      env: { CI: '1', ...databaseEnv },
      totals: ofPackages,
    },
    {
      name: 'demo, killed at promote',
      ...program('scripts/demo.cjs', ['--json', '--kill-at', 'promote']),
    },
    {
      name: 'browser',
      ...program('scripts/browser.cjs', []),
      totals: ended => counted(ended, plainTotals(ended.output) ?? NOTHING),
    },
  ];
}

async function main(): Promise<void> {
  const missing: string[] = [];
  if (!findVaultBinary()) {
    missing.push(
      'OpenBao or Vault (no bao or vault found; set KEYTURN_VAULT_BINARY): the stand-in was used',
    );
  }
  const database = await startTestDatabase(CHECKOUT);
  let total = NOTHING;
  const lines: string[] = [];
  try {
    for (const check of checks(database.env)) {
      process.stdout.write(`\n=== ${check.name}\n`);
      const ended = await runProgram(check.command, check.args, {
        cwd: CHECKOUT,
        env: check.env,
      });
      const totals = check.totals?.(ended) ?? asOne(ended);
      total = plus(total, totals);
      lines.push(
        `${check.name}: ${totals.passed} passed, ${totals.failed} failed, ${
          totals.skipped
        } skipped, ${ended.seconds.toFixed(0)} s`,
      );
      missing.push(
        ...[...ended.output.matchAll(/^not run: (.*)$/gm)].map(
          ([, what]) => what,
        ),
      );
    }
  } finally {
    await database.stop();
  }
  process.stdout.write(`\n=== summary\n${lines.join('\n')}\n`);
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

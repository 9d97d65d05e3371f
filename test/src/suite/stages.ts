import { resolve } from 'node:path';
import { counted, ofPackages, type Check } from './Check';
import { NOTHING, plainTotals } from './jestTotals';

/** Checks that run one after the other. */
export type Lane = readonly Check[];

/** Lanes that run side by side. */
export type Stage = readonly Lane[];

/**
 * All that `npm test` runs, stage after stage. The static checks use one core each, so two lanes of them keep two
 * cores busy; the tests of the packages use all cores by themselves; the worlds mostly wait.
 */
export function stagesOf(
  checkout: string,
  databaseEnv: NodeJS.ProcessEnv,
): Stage[] {
  const bin = (name: string) => resolve(checkout, 'node_modules/.bin', name);
  const program = (name: string, args: string[]) => ({
    command: process.execPath,
    args: [name, ...args],
  });
  return [
    [
      [
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
            '--concurrency=1',
            '--output-logs=errors-only',
          ],
          env: { CI: '1' },
        },
      ],
      [
        {
          name: 'lint',
          command: bin('turbo'),
          args: ['run', 'lint', '--concurrency=1', '--output-logs=errors-only'],
          env: { CI: '1' },
        },
        {
          name: 'formatting',
          command: bin('prettier'),
          args: ['--check', '--loglevel', 'warn', '.'],
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
          name: 'printed rotators',
          ...program('--require', [
            '@backstage/cli/config/nodeTransform.cjs',
            'scripts/print-rotators.ts',
            '--check',
          ]),
        },
      ],
    ],
    [
      [
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
          totals: ended => ofPackages(checkout, ended),
        },
      ],
    ],
    [
      [
        {
          // Alone: with a lease of two seconds each of its calls has one.
          name: 'crash sweep, the kills that matter most',
          ...program('--require', [
            '@backstage/cli/config/nodeTransform.cjs',
            'test/src/crash-sweep/main.ts',
            '--quick',
          ]),
        },
      ],
    ],
    [
      [
        {
          name: 'demo, killed at promote',
          ...program('scripts/demo.cjs', ['--json', '--kill-at', 'promote']),
        },
      ],
      [
        {
          name: 'browser',
          ...program('scripts/browser.cjs', []),
          totals: ended => counted(ended, plainTotals(ended.output) ?? NOTHING),
        },
      ],
    ],
  ];
}

import {
  spawn,
  type ChildProcess,
  type StdioOptions,
} from 'node:child_process';
import { dirname, join } from 'node:path';
import { toEnvironment, type ServiceEnvironment } from './settings';

/**
 * Starts a TypeScript file of this folder as its own process, with a channel that closes when either side ends.
 * It inherits nothing of this process's environment but the path: no token of the starter reaches a service.
 * @internal
 */
export function spawnProcess(
  file: 'main.ts' | 'keeper.ts',
  environment: ServiceEnvironment,
  output: 'inherit' | 'ignore' | number,
): ChildProcess {
  const root = dirname(require.resolve('@keyturn/dev-peers/package.json'));
  const stdio: StdioOptions = ['ignore', output, output, 'ipc'];
  return spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(root, 'src', 'services', file),
    ],
    {
      stdio,
      env: { PATH: process.env.PATH, ...toEnvironment(environment) },
    },
  );
}

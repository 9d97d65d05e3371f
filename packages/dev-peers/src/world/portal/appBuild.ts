import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APP_FOLDER, CHECKOUT } from '../checkout';

/** What the built app is made of, relative to the checkout. */
const SOURCES = [
  'packages/app',
  'plugins/secret-rotation',
  'plugins/secret-rotation-common',
  'package-lock.json',
  'app-config.yaml',
];
const IGNORED = ['node_modules', 'dist', 'coverage', '.turbo'];

/**
 * Builds the portal's app unless the one that is there was built from the same sources.
 * @param signal - ends a build
 * @param onBuild - called before a build begins
 * @internal
 */
export async function buildAppWhenStale(
  logFile: string,
  signal: AbortSignal,
  onBuild: () => void,
): Promise<void> {
  // Lies in what the build replaces, so that it can never vouch for another build.
  const stamp = join(APP_FOLDER, 'dist', '.sources');
  const sources = await hashOf(CHECKOUT);
  const built = existsSync(stamp) ? await readFile(stamp, 'utf8') : undefined;
  if (built === sources) {
    return;
  }
  onBuild();
  await build(logFile, signal);
  await writeFile(stamp, sources);
}

async function build(logFile: string, signal: AbortSignal): Promise<void> {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(
    process.execPath,
    [
      join(CHECKOUT, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'build',
    ],
    { cwd: APP_FOLDER, stdio: ['ignore', log, log], signal },
  );
  closeSync(log);
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    throw new Error(`The app could not be built; the log is ${logFile}`);
  }
}

async function hashOf(root: string): Promise<string> {
  const files = (
    await Promise.all(SOURCES.map(source => filesBelow(join(root, source))))
  ).flat();
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash.update(`${file.slice(root.length)}\0`).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, {
    recursive: false,
    withFileTypes: true,
  }).catch(error => {
    if (error.code === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  });
  if (!entries) {
    return [path];
  }
  const below = entries
    .filter(entry => !IGNORED.includes(entry.name) && !isTest(entry.name))
    .map(entry => filesBelow(join(path, entry.name)));
  return (await Promise.all(below)).flat();
}

function isTest(name: string): boolean {
  return /\.test\.tsx?$/.test(name);
}

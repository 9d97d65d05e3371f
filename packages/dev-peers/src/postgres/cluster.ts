import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chown,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries';
import { launchAs, type ServerUser } from './serverUser';

const run = promisify(execFile);

/** The files of one server. */
export interface Cluster {
  /** PostgreSQL's own data directory. */
  readonly directory: string;
  readonly superuser: { readonly user: string; readonly password: string };
}

const SUPERUSER = 'postgres';

/**
 * Makes the server's files if they do not exist yet. The superuser's random password lies beside them, readable by
 * the server's user alone.
 */
export async function prepareCluster(
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  dataDir: string,
): Promise<Cluster> {
  const directory = join(dataDir, 'cluster');
  const passwordFile = join(dataDir, 'superuser-password');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await own(dataDir, user);
  if (!(await exists(directory))) {
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), {
      mode: 0o600,
    });
    await own(passwordFile, user);
    await initialise(binaries, user, directory, passwordFile);
  }
  const password = await readFile(passwordFile, 'utf8');
  return { directory, superuser: { user: SUPERUSER, password } };
}

/** Initialises beside and renames, so that a killed start never leaves a half-made cluster behind. */
async function initialise(
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  directory: string,
  passwordFile: string,
): Promise<void> {
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await own(unfinished, user);
  const launch = await launchAs(
    user,
    binaries.initdb,
    [
      ...['--pgdata', unfinished, '--username', SUPERUSER],
      ...['--auth', 'scram-sha-256', '--pwfile', passwordFile],
      // The built-in locale makes every machine sort alike.
      ...['--encoding', 'UTF8', '--locale', 'C'],
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ...['--no-sync', '--no-instructions'],
    ],
    [unfinished],
  );
  await run(launch.command, [...launch.args], launch.options);
  await rename(unfinished, directory);
}

async function own(path: string, user: ServerUser | undefined): Promise<void> {
  if (user) {
    await chown(path, user.uid, user.gid);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    error => {
      if (error.code === 'ENOENT') {
        return false;
      }
      throw error;
    },
  );
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The operating system's user that the server runs as, where it is not the one who starts it. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** How to start a program so that PostgreSQL accepts to run. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { uid?: number; gid?: number; cwd: string };
}

/**
 * PostgreSQL refuses to run as root. Whoever is root gets the machine's `postgres` user, else `nobody`: no user is
 * created for a development server.
 * @returns undefined when the caller is not root
 */
export async function chooseServerUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all([
      run('id', ['-u', name]),
      run('id', ['-g', name]),
    ]).catch(() => undefined);
    if (ids) {
      return { uid: Number(ids[0].stdout), gid: Number(ids[1].stdout) };
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine has neither a user "postgres" nor "nobody". Run as another user.',
  );
}

/**
 * Wraps a program so that it runs as the server's user. A checkout under root's own 0700 home cannot be reached by
 * that user; then the program keeps the one capability that lets it pass.
 */
export async function launchAs(
  user: ServerUser | undefined,
  command: string,
  args: readonly string[],
  folders: readonly string[],
): Promise<Launch> {
  if (!user) {
    return { command, args, options: { cwd: '/' } };
  }
  const reached = await Promise.all(
    [command, ...folders].map(path => canReach(user, path)),
  );
  if (reached.every(Boolean)) {
    return { command, args, options: { ...user, cwd: '/' } };
  }
  return {
    command: 'setpriv',
    args: [
      ...['--reuid', String(user.uid), '--regid', String(user.gid)],
      ...['--clear-groups', '--securebits', '+no_setuid_fixup'],
      ...['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'],
      ...['--', command, ...args],
    ],
    options: { cwd: '/' },
  };
}

async function canReach(user: ServerUser, path: string): Promise<boolean> {
  return run('test', ['-x', path], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

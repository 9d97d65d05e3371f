import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { UnstablePeer } from './unstablePeers';

/** How missing servers are installed. Each returns whether that went well. */
export interface Install {
  /** A Python package, into an environment that is made if need be. */
  python(environment: string, requirement: string): boolean;
  /** A package of Debian, into the system. */
  debian(name: string): boolean;
  /** A server of Debian's unstable archive, into a folder. Gives its program, if it starts. */
  unstable(
    folder: string,
    peer: Pick<UnstablePeer, 'package' | 'program'>,
  ): string | undefined;
}

const SCRIPTS = resolve(
  dirname(require.resolve('keyturn-tests/package.json')),
  '../scripts',
);
const DEBIAN = join(SCRIPTS, 'install-debian-packages.sh');
const UNSTABLE = join(SCRIPTS, 'install-from-debian-unstable.sh');
/** It loads about 60 MB, and tries each request again. */
const UNSTABLE_MS = 15 * 60_000;

/** Installs without asking anybody: by pip, by apt-get for root, and from Debian's unstable archive for anybody. */
export const install: Install = {
  python(environment, requirement) {
    process.stdout.write(`Installing ${requirement} into ${environment}\n`);
    const python = join(environment, 'bin', 'python');
    const pip = ['-m', 'pip', 'install', '--quiet', '--retries', '1'];
    return (
      (existsSync(python) || makeEnvironment(environment)) &&
      succeeds(python, [...pip, '--disable-pip-version-check', requirement])
    );
  },
  debian(name) {
    const root = rootShell();
    if (!root) return false;
    process.stdout.write(`Installing Debian's ${name}\n`);
    const [command, ...args] = root;
    return succeeds(command, [...args, DEBIAN, name]);
  },
  unstable(folder, { package: name, program }) {
    process.stdout.write(`Looking for ${name} in ${folder}\n`);
    // Why it fails stands in the output of the suite.
    const { status, stdout } = spawnSync(
      'sh',
      [UNSTABLE, folder, name, program],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: UNSTABLE_MS,
        encoding: 'utf8',
      },
    );
    return status === 0 ? stdout.trim() : undefined;
  },
};

/** CI may also ask sudo; on a person's machine the system is not changed behind their back. */
function rootShell(): [string, ...string[]] | undefined {
  if (process.getuid?.() === 0) return ['sh'];
  return process.env.KEYTURN_REQUIRE_PEERS ? ['sudo', '-n', 'sh'] : undefined;
}

/** Debian's Python comes without what makes an environment. */
function makeEnvironment(environment: string): boolean {
  const make = () => succeeds('python3', ['-m', 'venv', environment]);
  return make() || (install.debian('python3-venv') && make());
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

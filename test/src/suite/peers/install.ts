import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** How missing servers are installed. Each returns whether that went well. */
export interface Install {
  /** A Python package, into an environment that is made if need be. */
  python(environment: string, requirement: string): boolean;
  /** A package of Debian, into the system. */
  debian(name: string): boolean;
}

const DEBIAN = resolve(
  dirname(require.resolve('keyturn-tests/package.json')),
  '../scripts/install-debian-packages.sh',
);

/** Installs without asking anybody: by pip, and by apt-get for root. */
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

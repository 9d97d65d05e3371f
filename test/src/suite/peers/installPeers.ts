import { findProgram } from '@keyturn/dev-peers';
import type { DebianPeer } from './debianPeers';
import type { Install } from './install';
import type { PythonPeer } from './pythonPeers';
import type { UnstablePeer } from './unstablePeers';

/** The real servers that the tests use. */
export interface Peers {
  readonly python: readonly PythonPeer[];
  readonly debian: readonly DebianPeer[];
  readonly unstable: readonly UnstablePeer[];
}

/** Where they are looked for, and how those that the machine lacks are installed. */
export interface Installation {
  /** The folder of a Python environment of the checkout's own. */
  readonly environment: string;
  /** The folder of what comes from Debian's unstable archive. */
  readonly unstable: string;
  readonly env: NodeJS.ProcessEnv;
  readonly install: Install;
}

/** What came of it. */
export interface InstalledPeers {
  /** Names those that are not where everybody looks. */
  readonly env: NodeJS.ProcessEnv;
  /** Those that could not be had, and what is tested instead. */
  readonly missing: readonly string[];
}

/** Finds the real servers, and installs what the machine lacks. What cannot be had is named. */
export function installPeers(
  { python, debian, unstable }: Peers,
  installation: Installation,
): InstalledPeers {
  const found: NodeJS.ProcessEnv = {};
  const missing: string[] = [];
  for (const peer of python) {
    if (peer.find(installation.env)) continue;
    const program = ofEnvironment(peer, installation);
    if (program) found[peer.variable] = program;
    else missing.push(withoutPython(peer));
  }
  for (const peer of debian) {
    if (!isHad(peer, installation)) missing.push(withoutDebian(peer));
  }
  for (const peer of unstable) {
    if (installation.env[peer.variable]) continue;
    const { install, unstable: folder } = installation;
    const program = install.unstable(folder, peer);
    if (program) found[peer.variable] = program;
    else missing.push(withoutUnstable(peer));
  }
  return { env: found, missing };
}

function ofEnvironment(
  { find, requirement }: PythonPeer,
  { environment, install }: Installation,
): string | undefined {
  const own = { KEYTURN_PYTHON_PREFIX: environment };
  return (
    find(own) ??
    (install.python(environment, requirement) ? find(own) : undefined)
  );
}

function isHad(peer: DebianPeer, { env, install }: Installation): boolean {
  const find = () => findProgram({ names: [peer.program] }, env) !== undefined;
  return find() || (install.debian(peer.package) && find());
}

function withoutPython(peer: PythonPeer): string {
  return `${peer.name} (not found, and ${peer.requirement} could not be installed by python3 with venv and pip; set ${peer.variable}): ${peer.otherwise}`;
}

function withoutDebian(peer: DebianPeer): string {
  return `${peer.name} (no ${peer.program} found, and Debian's ${peer.package} could not be installed by root with apt-get): what needs it was not run`;
}

function withoutUnstable(peer: UnstablePeer): string {
  return `${peer.name} (${peer.package} could not be had from Debian's unstable archive by scripts/install-from-debian-unstable.sh, which says why; set ${peer.variable}): what needs it was not run`;
}

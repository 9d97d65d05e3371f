import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const CHECKOUT = resolve(__dirname, '../../..');
const CLI = join(
  dirname(require.resolve('@changesets/cli/package.json')),
  'bin.js',
);
const RANGES = ['dependencies', 'devDependencies', 'peerDependencies'] as const;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly [ranges: string]: unknown;
}

function manifestsOf(folder: string): Manifest[] {
  const { workspaces } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return globSync(
    workspaces.map((workspace: string) => `${workspace}/package.json`),
    { cwd: folder },
  ).map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

/** A copy of what a release reads, with nothing of git. */
function copyOfWorkspace(): string {
  const copy = mkdtempSync(join(tmpdir(), 'keyturn-release-'));
  for (const file of [
    'package.json',
    'package-lock.json',
    ...globSync(['{plugins,packages}/*/package.json', 'test/package.json'], {
      cwd: CHECKOUT,
    }),
  ]) {
    cpSync(join(CHECKOUT, file), join(copy, file));
  }
  cpSync(join(CHECKOUT, '.changeset'), join(copy, '.changeset'), {
    recursive: true,
  });
  // Formatting changelogs would ask for the workspace's prettier, which a copy has not.
  const config = join(copy, '.changeset', 'config.json');
  const settings = JSON.parse(readFileSync(config, 'utf8'));
  writeFileSync(config, JSON.stringify({ ...settings, format: false }));
  return copy;
}

function pending(folder: string): string[] {
  return globSync('.changeset/*.md', { cwd: folder }).filter(
    file => !file.endsWith('README.md'),
  );
}

/** Carries the release out, and returns what the program said. */
function release(folder: string): { ok: boolean; said: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CLI, 'version'],
    { cwd: folder, encoding: 'utf8' },
  );
  return { ok: status === 0, said: stdout + stderr };
}

describe('a release', () => {
  let copy: string;
  beforeEach(() => {
    copy = copyOfWorkspace();
  });
  afterEach(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it('takes every pending changeset', () => {
    expect(release(copy)).toMatchObject({ ok: true });
    expect(pending(copy)).toEqual([]);
  });

  it('gives all published packages one new version, which all ranges name, also when one alone changed', () => {
    const published = manifestsOf(copy).filter(it => !it.private);
    for (const file of pending(copy)) rmSync(join(copy, file));
    writeFileSync(
      join(copy, '.changeset', 'one.md'),
      `---\n'${published[0].name}': minor\n---\n\nOne package alone.\n`,
    );

    expect(release(copy)).toMatchObject({ ok: true });

    const after = manifestsOf(copy);
    const [version, ...others] = new Set(
      after.filter(it => !it.private).map(it => it.version),
    );
    expect(others).toEqual([]);
    expect(version).not.toBe(published[0].version);
    const versions = new Map(after.map(it => [it.name, it.version]));
    const stale = after.flatMap(manifest =>
      RANGES.flatMap(kind => Object.entries(manifest[kind] ?? {}))
        .filter(([name]) => versions.has(name))
        .filter(([name, range]) => range !== `^${versions.get(name)}`)
        .map(([name, range]) => `${manifest.name}: ${name} ${range}`),
    );
    expect(stale).toEqual([]);
  });

  it('refuses a changeset for a package that does not exist', () => {
    writeFileSync(
      join(copy, '.changeset', 'unknown.md'),
      `---\n'@keyturn/nobody': patch\n---\n\nNobody.\n`,
    );
    const { ok, said } = release(copy);
    expect(ok).toBe(false);
    expect(said).toContain('@keyturn/nobody');
  });
});

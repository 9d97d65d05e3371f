import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isAtServer, worldFolder, worldFolders } from './worldFolders';

describe('the folders of npm start', () => {
  let state: string;
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'keyturn-state-'));
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  it('keep the world of each database and of each server at VAULT_ADDR apart', () => {
    const at = (VAULT_ADDR?: string) =>
      worldFolder(state, 'postgres', { VAULT_ADDR });
    expect(at()).toBe(join(state, 'postgres'));
    expect(worldFolder(state, 'better-sqlite3', {})).toBe(
      join(state, 'better-sqlite3'),
    );
    expect(at('http://one:8200')).toBe(at('http://one:8200'));
    const all = [at(), at('http://one:8200'), at('http://other:8200')];
    expect(new Set(all).size).toBe(3);
    const env = { VAULT_ADDR: 'http://one:8200' };
    expect(all.map(folder => isAtServer(folder, env))).toEqual([
      false,
      true,
      false,
    ]);
    expect(isAtServer(at(), {})).toBe(false);
  });

  it('are told from what else lies beside them, so that --fresh leaves that alone', () => {
    const worlds = [
      worldFolder(state, 'postgres', {}),
      worldFolder(state, 'better-sqlite3', { VAULT_ADDR: 'http://one:8200' }),
    ];
    for (const folder of [...worlds, join(state, 'peers')]) mkdirSync(folder);
    expect(
      worldFolders(state)
        .map(name => basename(name))
        .sort(),
    ).toEqual(worlds.map(name => basename(name)).sort());
    expect(worldFolders(join(state, 'absent'))).toEqual([]);
  });
});

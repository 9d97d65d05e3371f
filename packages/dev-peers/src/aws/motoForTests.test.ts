import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findMotoServer } from './findMotoServer';
import { motoForTests } from './motoForTests';
import { startMoto } from './startMoto';

jest.setTimeout(60_000);

describe('moto', () => {
  let folder: string;
  const program = async (name: string) => {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await chmod(file, 0o700);
    return file;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-moto-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is the named program before any other', async () => {
    const named = await program('named/mine');
    await program('bin/moto_server');
    const PATH = join(folder, 'bin');
    expect(findMotoServer({ KEYTURN_MOTO_SERVER: named, PATH })).toBe(named);
  });

  it('is not looked for elsewhere when the named program is none', () => {
    const env = { KEYTURN_MOTO_SERVER: join(folder, 'absent') };
    expect(() => findMotoServer(env)).toThrow(
      'KEYTURN_MOTO_SERVER names no program',
    );
  });

  it('is found in the Python environment that is named', async () => {
    const moto = await program('bin/moto_server');
    expect(findMotoServer({ KEYTURN_PYTHON_PREFIX: folder })).toBe(moto);
  });

  it('is named in the output where it is missing, and required where every peer is', () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const line = 'not run: AWS Secrets Manager on moto';
    expect(motoForTests({ PATH: folder })).toEqual({});
    expect(write).toHaveBeenCalledWith(expect.stringMatching(`^${line}.*\n$`));
    write.mockRestore();
    expect(() =>
      motoForTests({ PATH: folder, KEYTURN_REQUIRE_PEERS: '1' }),
    ).toThrow('not run: AWS Secrets Manager');
  });
});

const { binary } = motoForTests();

// What is missing was named by then.
(binary ? describe : describe.skip)('the server of moto', () => {
  it('starts, and a second start on its folder ends the first', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-moto-'));
    const options = { binary: binary ?? '', dataDir };
    const first = await startMoto(options);
    const second = await startMoto(options);
    const answers = async (address: string) =>
      (await fetch(`${address}/moto-api/`).catch(() => undefined))?.ok;

    expect(await answers(first.address)).toBeUndefined();
    expect(await answers(second.address)).toBe(true);
    await second.stop();
    await second.stop();

    expect(await answers(second.address)).toBeUndefined();
    await rm(dataDir, { recursive: true, force: true });
  });
});

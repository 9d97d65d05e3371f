import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, hasPeer } from '@keyturn/dev-peers';
import { askService } from './__testUtils__/askService';

jest.setTimeout(30_000);

const TOKEN = 'a-token';
const PASSWORDS = { '42': 'the-first-password', '43': 'the-second-password' };

const variable = 'KEYTURN_PYTHON';
const program = findProgram({ names: ['python3'], variable });
const python = { name: 'Python', program, variable };

(hasPeer(python) ? describe : describe.skip)('the example in Python', () => {
  let folder: string;
  let service: ChildProcess | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyturn-python-'));
  });
  afterEach(async () => {
    if (service?.exitCode === null) {
      service.kill();
      await once(service, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });

  async function write(version: keyof typeof PASSWORDS) {
    const file = join(folder, 'login.json');
    const password = PASSWORDS[version];
    await writeFile(
      `${file}.new`,
      JSON.stringify({ version, username: 'payments_a', password }),
    );
    await rename(`${file}.new`, file);
    return file;
  }

  async function start(file: string) {
    const child = spawn(
      program ?? '',
      [join(__dirname, '../../../examples/attestation/service.py'), '0'],
      {
        env: { KEYTURN_TOKEN: TOKEN, SECRET_FILE: file },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    service = child;
    const [port] = await once(child.stdout, 'data');
    return Number(String(port));
  }

  it('proves the version that it uses, and the next one after it was told', async () => {
    const port = await start(await write('42'));
    const asked = askService({ port, token: TOKEN });
    expect(await asked.observe(PASSWORDS)).toMatchObject([
      { health: 'healthy', strength: 'proven', version: '42' },
    ]);
    await write('43');
    expect(await asked.observe(PASSWORDS)).toMatchObject([{ version: '42' }]);
    expect(await asked.reload('43')).toEqual({ told: 1 });
    const deadline = Date.now() + 10_000;
    let [seen] = await asked.observe(PASSWORDS);
    while (seen.version !== '43' && Date.now() < deadline) {
      [seen] = await asked.observe(PASSWORDS);
    }
    expect(seen).toMatchObject({
      health: 'healthy',
      strength: 'proven',
      version: '43',
    });
  });

  it('goes on naming the version in use when the file is no secret', async () => {
    const file = await write('42');
    const port = await start(file);
    const asked = askService({ port, token: TOKEN });
    await writeFile(file, '{"version": "43", "pass');
    expect(await asked.reload('43')).toEqual({ told: 1 });
    expect(await asked.observe(PASSWORDS)).toMatchObject([
      { health: 'healthy', strength: 'proven', version: '42' },
    ]);
  });

  it('answers nobody without the token', async () => {
    const port = await start(await write('42'));
    const query = 'path=payments/db-login&nonce=0123456789abcdef';
    const address = `http://127.0.0.1:${port}/keyturn`;
    expect((await fetch(`${address}/attest?${query}`)).status).toBe(401);
    const asked = askService({ port, token: 'another' });
    expect(await asked.observe(PASSWORDS)).toMatchObject([
      { strength: 'none', finding: 'permission-denied' },
    ]);
  });
});

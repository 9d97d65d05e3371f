import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  secretsManagersForTests,
  startSecretsManager,
  type SecretsManager,
} from '../../vault';
import { CHECKOUT } from '../checkout';
import { WorldState } from '../WorldState';
import { StoreAdmin } from './StoreAdmin';
import { startVaultStore } from './vaultStore';

jest.setTimeout(300_000);

const PATH = 'payments/db-login';
const POLICY = readFileSync(
  join(CHECKOUT, 'examples/vault/quick-start.hcl'),
  'utf8',
)
  .split('\n')
  .filter(line => line.startsWith('path '));
/** Of the policy that tokens have by default. */
const BY_DEFAULT = 'path "sys/capabilities-self" { capabilities = ["update"] }';
const RIGHTS = POLICY.flatMap((line, index) => {
  const [, path = '', list = ''] = /^path "([^"]+)".*\[(.*)\]/.exec(line) ?? [];
  return list.split(', ').map(quoted => [quoted, path, index] as const);
});

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-own-server-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it('says what to do where no server answers at VAULT_ADDR', async () => {
  const env = { VAULT_ADDR: 'http://127.0.0.1:9', VAULT_TOKEN: 'any' };
  await inFolder(async folder => {
    const state = await WorldState.open(folder);
    await expect(startVaultStore(state, folder, env)).rejects.toThrow(
      'No server answers at VAULT_ADDR',
    );
  });
});

// The stand-in has one engine, which it is born with, and is never somebody's own server.
describe.each(
  secretsManagersForTests().filter(({ binary }) => binary !== 'none'),
)("somebody's own server, $name", ({ binary }) => {
  let data: string;
  let theirs: SecretsManager;
  let owner: StoreAdmin;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'keyturn-own-server-'));
    theirs = await startSecretsManager({ dataDir: data, binary });
    owner = new StoreAdmin(theirs);
    await owner.write('secret', PATH, { password: 'theirs' });
    // Another person's quick start, and names that look like ours.
    await owner.mountKv('keyturn-quick-start-other');
    await owner.write('keyturn-quick-start-other', PATH, { password: 'other' });
    await owner.createToken('keyturn-quick-start-other-keyturn', POLICY[0]);
    await owner.createToken('keyturn', POLICY[0]);
  });
  afterAll(async () => {
    await theirs?.stop();
    await rm(data, { recursive: true, force: true });
  });

  async function start(folder: string, token: string) {
    const state = await WorldState.open(folder);
    // Remembered by whoever starts the world again.
    await state.credential('any');
    const env = { VAULT_ADDR: theirs.address, VAULT_TOKEN: token };
    return startVaultStore(state, folder, env);
  }

  /** What is there that is not ours, with its values. */
  async function possessions() {
    return {
      ...(await owner.inventory()),
      theirs: await owner.readVersion('secret', PATH),
      other: await owner.readVersion('keyturn-quick-start-other', PATH),
    };
  }

  it('takes a token with the documented rights alone, and is as it was when the world is gone', async () => {
    const token = await owner.createToken(
      'narrow',
      [...POLICY, BY_DEFAULT].join('\n'),
    );
    const before = await possessions();
    await inFolder(async folder => {
      const store = await start(folder, token);
      await store.operator.write(PATH, { password: 'ours' });
      expect(await store.operator.read(PATH)).toMatchObject({
        fields: { password: 'ours' },
      });
      const { mounts, policies, tokens } = await owner.inventory();
      const [mount] = mounts.filter(each => !before.mounts.includes(each));
      expect(mount).toBe(`${store.entry.mount}/`);
      expect(mounts).toHaveLength(before.mounts.length + 1);
      expect(policies).toHaveLength(before.policies.length + 2);
      expect(tokens).toBe(before.tokens + 2);
      await store.discard();
      await store.stop();
    });
    expect(await possessions()).toEqual(before);
  });

  it('keeps what a world has there until its next start, and no token', async () => {
    const before = await possessions();
    await inFolder(async folder => {
      const first = await start(folder, theirs.token);
      await first.operator.write(PATH, { password: 'kept' });
      await first.stop();
      expect((await owner.inventory()).tokens).toBe(before.tokens);

      const second = await start(folder, theirs.token);
      expect(await second.operator.read(PATH)).toMatchObject({
        fields: { password: 'kept' },
      });
      await second.discard();
      await second.stop();
    });
    expect(await possessions()).toEqual(before);
  });

  it.each(RIGHTS)(
    'is not written to by a token that lacks %s on %s, which is named',
    async (quoted, path, index) => {
      const lines = POLICY.map((line, at) =>
        at === index
          ? line.replace(new RegExp(`${quoted}, |, ${quoted}|${quoted}`), '')
          : line,
      );
      const token = await owner.createToken(
        'less',
        [...lines, BY_DEFAULT].join('\n'),
      );
      const before = await possessions();

      const refusal = await inFolder(folder =>
        start(folder, token).then(String, String),
      );

      const [, ...lacking] = refusal.split('\n');
      expect(refusal).toContain('Nothing was written');
      expect(lacking).toEqual([POLICY[index]]);
      expect(lacking[0]).toContain(path);
      expect(refusal).not.toContain(token);
      expect(await possessions()).toEqual(before);
    },
  );

  it('refuses a token that it does not know, in one line that does not show it', async () => {
    const before = await possessions();
    const refusal = await inFolder(folder =>
      start(folder, 's.not-a-token-Kq71').then(String, String),
    );
    expect(refusal).toMatch(/^Error: VAULT_TOKEN is not valid[^\n]*$/);
    expect(refusal).not.toContain('s.not-a-token');
    expect(await possessions()).toEqual(before);
  });

  /** Starts a world whose request with a number fails at the server. @returns whether the start came that far */
  async function failsAt(request: number): Promise<boolean> {
    const real = globalThis.fetch;
    let requests = 0;
    const fetching = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation((...asked) => {
        requests += 1;
        return requests === request
          ? Promise.resolve(new Response('', { status: 500 }))
          : real(...asked);
      });
    return inFolder(async folder => {
      const started = await start(folder, theirs.token)
        .catch(() => undefined)
        .finally(() => fetching.mockRestore());
      const isFailed = requests >= request;
      expect(started === undefined).toBe(isFailed);
      await started?.discard();
      await started?.stop();
      return isFailed;
    });
  }

  it('is as it was where a start fails, wherever it does', async () => {
    const before = await possessions();
    let at = 1;
    while (await failsAt(at)) {
      expect(await possessions()).toEqual(before);
      at += 1;
    }
    expect(await possessions()).toEqual(before);
    expect(at).toBeGreaterThan(6);
  });
});

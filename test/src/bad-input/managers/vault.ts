import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  findVaultBinary,
  startRecordingProxy,
  startSecretsManager,
  type SecretsManager,
} from '@keyturn/dev-peers';
import { keyturnPolicy, StoreAdmin } from '@keyturn/dev-peers/world';
import {
  CANARY,
  overSize,
  type Ends,
  type LoginOf,
  type Manager,
} from './Manager';

const MOUNT = 'secret';
/** What the store takes by default. */
const MOST_BYTES = 500_000;

/** OpenBao or Vault where the machine has one, else our stand-in. */
export async function startVault(
  folder: string,
  loginOf: LoginOf,
  ends: Ends,
): Promise<Manager> {
  const server = await startSecretsManager({
    dataDir: join(folder, 'secrets-manager'),
    binary: findVaultBinary() ?? 'none',
  });
  ends.push(() => server.stop());
  const proxy = await startRecordingProxy(server.address);
  ends.push(() => proxy.close());
  const admin = new StoreAdmin(server);
  const token = await admin.createToken('keyturn', keyturnPolicy(MOUNT));
  const narrow = await admin.createToken(
    'keyturn-elsewhere',
    keyturnPolicy(MOUNT).replaceAll('payments/', 'elsewhere/'),
  );
  const expired = await expiredToken(server);
  const entry = (own: object) => ({
    kind: 'vault' as const,
    address: proxy.address,
    mount: MOUNT,
    auth: { token },
    ...own,
  });
  const path = (name: string) => `payments/${name}`;
  await admin.write(MOUNT, path('right'), loginOf('right'));
  for (const name of ['place', 'forbidden', 'expired']) {
    await admin.write(MOUNT, path(name), loginOf(name));
  }
  await write(server, path('binary'), {
    ...loginOf('binary'),
    password: { type: 'Buffer', data: [0xff, 0xfe], note: CANARY },
  });
  await write(
    server,
    path('over-size'),
    JSON.parse(overSize(loginOf('over-size'), MOST_BYTES - 8)),
  );
  return {
    description: server.kind,
    right: { entry: entry({}), path: path('right') },
    inputs: [
      {
        mistake: 'wrong place',
        entry: entry({ mount: 'nowhere' }),
        path: path('place'),
        reason: /may not see a KV engine at the store's mount/,
      },
      {
        mistake: 'forbidden path',
        entry: entry({ auth: { token: narrow } }),
        path: path('forbidden'),
        reason: /token .*(lacks|may not)/i,
      },
      {
        mistake: 'expired credential',
        entry: entry({ auth: { token: expired } }),
        path: path('expired'),
        reason: /token .*not valid any more/,
      },
      {
        mistake: 'missing secret',
        entry: entry({}),
        path: path('missing'),
        reason: /no value|does not exist/i,
      },
      {
        mistake: 'binary value',
        entry: entry({}),
        path: path('binary'),
        // KV holds JSON: a field that is no text is read as its JSON, which opens nothing.
        reason: /refuses the current version/,
      },
      {
        mistake: 'over-size value',
        entry: entry({}),
        path: path('over-size'),
        reason: /large|bytes|KiB|MiB/i,
      },
    ],
    hidden: [
      proxy.address,
      new URL(proxy.address).host,
      token,
      narrow,
      expired,
    ],
    writes: () =>
      proxy.requests
        .filter(
          ({ method, status, path: at }) =>
            !['GET', 'LIST', 'HEAD'].includes(method) &&
            status < 300 &&
            // These say what a token may do, and how long it lives.
            !/^\/v1\/(sys\/capabilities-self|auth\/token\/)/.test(at),
        )
        .map(({ method, path: at }) => `${method} ${at}`),
  };
}

async function write(server: SecretsManager, path: string, data: object) {
  await call(server, 'POST', `${MOUNT}/data/${path}`, { data });
}

/** A token that has lived. Those of our stand-in do not end: one that it does not know is answered alike. */
async function expiredToken(server: SecretsManager): Promise<string> {
  if (server.kind === 'stand-in') return 's.a-token-that-nobody-made-Rw71';
  const answer = await call(server, 'POST', 'auth/token/create', {
    ttl: '1s',
    policies: ['keyturn'],
  });
  const { client_token: token } = Object(Object(answer).auth);
  const isAlive = async () => {
    const response = await fetch(
      `${server.address}/v1/auth/token/lookup-self`,
      { headers: { 'X-Vault-Token': token } },
    );
    await response.body?.cancel();
    return response.ok;
  };
  while (await isAlive()) await delay(100);
  return token;
}

async function call(
  { address, token }: SecretsManager,
  method: string,
  path: string,
  body: object,
): Promise<unknown> {
  const response = await fetch(`${address}/v1/${path}`, {
    method,
    headers: { 'X-Vault-Token': token },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
  return text ? JSON.parse(text) : undefined;
}

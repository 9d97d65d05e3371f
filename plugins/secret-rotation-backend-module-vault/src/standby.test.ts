import {
  listen,
  secretsManagersForTests,
  startOpenBaoStandby,
  type OpenBaoStandby,
  type SecretsManager,
} from '@keyturn/dev-peers';
import {
  SecretValue,
  UnavailableError,
  type StagePlace,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { describeSecretStore } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { OF_KV } from './__conformance__/peers';
import { describeOnOpenBao } from './__testUtils__/openBaoWorld';
import { refusals } from './__testUtils__/refusals';
import { createVaultWorld } from './__testUtils__/vaultWorld';

jest.setTimeout(120_000);

const context = {
  signal: new AbortController().signal,
  fence: { run: 12, epoch: 1 },
};

async function joined(
  server: Pick<SecretsManager, 'address'>,
  binary: string,
  dataDir: string,
  sendsReadsOn: boolean,
): Promise<OpenBaoStandby> {
  return startOpenBaoStandby({
    binary,
    sendsReadsOn,
    dataDir: join(dataDir, 'standby'),
    active: { address: server.address, dataDir },
  });
}

// The stand-in has no standby.
for (const peer of secretsManagersForTests().filter(
  ({ binary }) => binary !== 'none',
)) {
  describeSecretStore({
    name: `VaultSecretStore on a standby of ${peer.name}, which sends its requests on`,
    exemptions: {
      ...OF_KV,
      takeDown: 'without one of two nodes there is no active one; see below',
    },
    createWorld: async () => {
      const world = await createVaultWorld(peer, async (server, dataDir) => {
        const standby = await joined(server, peer.binary, dataDir, true);
        return { address: standby.address, close: standby.stop };
      });
      return { ...world, takeDown: undefined };
    },
  });
}

describeOnOpenBao('two nodes', world => {
  let standby: OpenBaoStandby;
  beforeAll(async () => {
    const { server, binary, folder } = world();
    standby = await joined(server, binary, join(folder, 'data'), false);
  });
  afterAll(() => standby?.stop());

  const auth = () => ({ token: world().server.token });
  const value = SecretValue.of({ password: { value: 'next', secret: true } });

  /** Goes on until the nodes have agreed on who is active. */
  async function untilAvailable<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
      }
    }
  }

  /** The standby, seen by a client that forbids it to send requests on itself: it redirects. */
  async function startRedirecting() {
    const proxy = createServer(async (incoming, outgoing) => {
      const answer = await fetch(`${standby.address}${incoming.url}`, {
        method: incoming.method,
        headers: {
          'X-Vault-Token': String(incoming.headers['x-vault-token']),
          'X-Vault-No-Request-Forwarding': 'true',
        },
        redirect: 'manual',
      });
      const location = answer.headers.get('location');
      outgoing
        .writeHead(answer.status, location ? { location } : {})
        .end(await answer.text());
    });
    return listen(proxy);
  }

  it('are one store: a redirect to a node that the store names is followed, to another it is not', async () => {
    const { server, store } = world();
    const redirecting = await startRedirecting();
    const run = { path: 'payments/redirected', runId: 'R-12' };
    const direct = store({ auth: auth() });
    await direct.stage({ ...run, value }, context);
    try {
      const unnamed = store({ address: redirecting.address, auth: auth() });
      await expect(unnamed.discardStaged(run, context)).rejects.toThrow(
        /redirects to a node that the store does not name; add it to nodes/,
      );
      expect(await direct.readStaged(run, context)).toBeDefined();

      const named = store({
        address: redirecting.address,
        nodes: [server.address],
        auth: auth(),
      });
      await named.discardStaged(run, context);
      expect(await direct.readStaged(run, context)).toBeUndefined();
    } finally {
      await redirecting.close();
    }
  });

  it('are one store: a standby that answers reads by itself shows what was written through it just now', async () => {
    const behind = world().store({ address: standby.address, auth: auth() });
    for (let number = 1; number <= 30; number++) {
      const run = { path: `payments/behind-${number}`, runId: 'R-12' };
      await behind.stage({ ...run, value }, context);
      expect(await behind.readStaged(run, context)).toBeDefined();
      await behind.promote({ ...run, expected: undefined }, context);
      expect(await behind.readStaged(run, context)).toBeUndefined();
      expect((await behind.describe(run, context)).current).toBe('1');
    }
  });

  it('go on with a run when the active one steps down in the midst of it', async () => {
    const { store, admin } = world();
    const run: StagePlace = { path: 'payments/steps-down', runId: 'R-12' };
    await admin.write(run.path, { password: 'first' });
    const [expected] = (
      await store({ auth: auth() }).describe(run, context)
    ).versions.map(({ id }) => id);
    const same = store({ auth: auth() });
    await same.stage({ ...run, value }, context);

    await admin.call('PUT', 'sys/step-down');

    expect(
      await untilAvailable(() => same.promote({ ...run, expected }, context)),
    ).toBe('2');
    expect(await same.readStaged(run, context)).toBeUndefined();
    expect(await refusals(same, run.path)).toEqual([]);
  });
});

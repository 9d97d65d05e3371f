import {
  listen,
  startOpenBaoStandby,
  type OpenBaoStandby,
} from '@keyturn/dev-peers';
import {
  SecretValue,
  UnavailableError,
  storeVersionId,
  type StagePlace,
  type StoreDescription,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describeOnOpenBao } from './__testUtils__/openBaoWorld';
import { refusals } from './__testUtils__/refusals';

jest.setTimeout(120_000);

const context = {
  signal: new AbortController().signal,
  fence: { run: 12, epoch: 1 },
};

// Nodes that share a busy machine must not take each other for dead.
const PATIENCE = 5;

describeOnOpenBao(
  'two nodes',
  world => {
    let standby: OpenBaoStandby;
    beforeAll(async () => {
      const { server, binary, folder } = world();
      standby = await startOpenBaoStandby({
        binary,
        dataDir: join(folder, 'standby'),
        performanceMultiplier: PATIENCE,
        active: { address: server.address, dataDir: join(folder, 'data') },
      });
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

    /** What somebody else wrote reaches the standby a moment later. */
    async function untilSeen(
      look: () => Promise<StoreDescription>,
      version: string,
    ): Promise<void> {
      while ((await look()).current !== version);
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
        // The standby answers reads by itself, a moment behind.
        while (!(await unnamed.readStaged(run, context)));
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

    it('are one store: a rotation and a rollback go through the standby alone', async () => {
      const behind = world().store({ address: standby.address, auth: auth() });
      const path = 'payments/through-the-standby';
      await world().admin.write(path, { password: 'first' });
      await untilSeen(() => behind.describe({ path }, context), '1');
      const ids = [storeVersionId('1'), storeVersionId('2')] as const;
      const run = { path, runId: 'R-12' };

      await behind.stage({ ...run, value }, context);
      expect(await behind.promote({ ...run, expected: ids[0] }, context)).toBe(
        ids[1],
      );
      expect(
        await behind.restore(
          { ...run, version: ids[0], expected: ids[1] },
          context,
        ),
      ).toBe('3');
      await behind.destroy({ path, versions: [ids[1]] }, context);

      const { current, versions } = await behind.describe({ path }, context);
      expect(current).toBe('3');
      expect(versions.map(({ readable }) => readable)).toEqual([
        true,
        false,
        true,
      ]);
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
  },
  async () => ({ performanceMultiplier: PATIENCE }),
);

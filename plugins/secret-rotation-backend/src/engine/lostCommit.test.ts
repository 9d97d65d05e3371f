import { TestDatabases } from '@backstage/backend-test-utils';
import { startFaultProxy, type FaultProxy } from '@keyturn/dev-peers';
import knexFactory, { type Knex } from 'knex';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(240_000);

const databases = TestDatabases.create();
const postgres = databases
  .eachSupportedId()
  .flat()
  .filter(id => id.startsWith('POSTGRES'));
/** A rotation without waits commits six times after its claim. */
const COMMITS = [1, 2, 3, 4, 5, 6];

/** SQLite has no connection that could be cut. */
const whereCuttable = postgres.length > 0 ? describe.each(postgres) : undefined;

if (!whereCuttable) {
  it.todo(
    'a commit whose answer is lost: needs PostgreSQL, see BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING',
  );
}

whereCuttable?.('a commit whose answer is lost, on %s', id => {
  const closing: Array<() => Promise<unknown>> = [];

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** A world whose engine reaches PostgreSQL through a proxy that can lose answers. */
  async function create(): Promise<{
    world: RotationWorld;
    proxy: FaultProxy;
  }> {
    let proxy: FaultProxy | undefined;
    const reach = async (direct: Knex) => {
      const { host, port, user, password, database } =
        direct.client.connectionSettings;
      const started = await startFaultProxy({ host, port: Number(port) });
      proxy = started;
      const through = knexFactory({
        client: 'pg',
        connection: {
          host: started.host,
          port: started.port,
          user,
          password,
          database,
        },
        pool: { min: 0, max: 4 },
      });
      closing.push(
        () => started.stop(),
        () => through.destroy(),
      );
      return through;
    };
    const world = await RotationWorld.create(databases, id, {
      reach,
      policy: { overlapMs: 0, soakMs: 0 },
    });
    if (!proxy) throw new Error('The engine does not go through the proxy');
    return { world, proxy };
  }

  async function expectRotatedOnce(
    world: RotationWorld,
    runId: number,
  ): Promise<void> {
    const { run, versions } = await world.drain(runId, () => {
      expect(world.currentIsAccepted()).toBe(true);
      return false;
    });
    expect(run.state).toBe('succeeded');
    expect([...world.target.passwords.keys()]).toEqual(['payments_b']);
    expect(world.consumers.service('checkout', world.path).reloads).toBe(1);
    expect(versions.map(version => version.state)).toEqual([
      'destroyed',
      'current',
    ]);
    const { items } = await world.service.listRunEvents(runId, { limit: 200 });
    const done = items
      .filter(event => event.action === 'step.done')
      .map(event => event.step);
    expect(done).toHaveLength(new Set(done).size);
    expect(done).toHaveLength(12);
  }

  it.each(COMMITS)(
    'is found on the next claim, and nothing is done or recorded twice: commit %i',
    async nth => {
      const { world, proxy } = await create();
      const runId = await world.start();
      let seen = 0;
      const lost = proxy.loseAnswer(request => {
        if (!request.includes('COMMIT')) return false;
        seen += 1;
        return seen === nth;
      });
      await expectRotatedOnce(world, runId);
      await lost;
      expect(seen).toBeGreaterThanOrEqual(nth);
    },
  );

  it('and that was a claim only costs its lease', async () => {
    const { world, proxy } = await create();
    const runId = await world.start();
    const lost = proxy.loseAnswer(request => request.includes('skip locked'));
    await expect(world.work()).rejects.toThrow();
    await lost;
    const { run } = await world.load(runId);
    expect(run).toMatchObject({ state: 'running', epoch: 1 });
    world.clock.at = run.nextAt ?? 0;
    await expectRotatedOnce(world, runId);
  });
});

import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a rotation on %s', id => {
  it('tells consumers in waves, production last', async () => {
    const world = await RotationWorld.create(databases, id, { consumers: [] });
    world.addConsumer('prod', 'http', 'production');
    world.addConsumer('trial', 'http', 'experimental');
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    expect(world.consumers.service('trial', world.path).reloads).toBe(1);
    expect(world.consumers.service('prod', world.path).reloads).toBe(0);
    expect((await world.drain(runId)).run.state).toBe('succeeded');
    expect(world.consumers.service('prod', world.path).reloads).toBe(1);
  });

  it('tells a canary of a lifecycle first, and never more at once than the policy allows', async () => {
    const names = ['cart', 'ledger', 'mail', 'search'];
    const world = await RotationWorld.create(databases, id, {
      consumers: names,
      policy: { waves: { order: [], canaryShare: 0.1, atOnce: 2 } },
    });
    const told = () =>
      names.filter(
        name => world.consumers.service(name, world.path).reloads > 0,
      );
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    expect(told()).toEqual(['cart']);
    world.consumers.service('cart', world.path).health = 'ill';
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({ state: 'blocked', step: 'monitor', wave: 1 });
    expect(told()).toEqual(['cart']);

    world.consumers.service('cart', world.path).health = 'healthy';
    await world.service.recheckRun(runId, ANA, 'it is well again');
    await world.drain(runId, loaded => loaded.run.wave === 2);
    expect(told()).toEqual(['cart', 'ledger', 'mail']);
    expect((await world.drain(runId)).run.state).toBe('succeeded');
    expect(told()).toEqual(names);
  });

  it('asks the owner of a consumer that comes and goes, and refuses nothing', async () => {
    const world = await RotationWorld.create(databases, id, {
      policy: { verifyDeadlineMs: 60_000 },
    });
    const checkout = world.consumers.service('checkout', world.path);
    const runId = await world.start();
    const { run } = await world.drain(runId, loaded => {
      // Well at one look and ill at the next, so that no repair is ever due.
      if (loaded.run.step === 'monitor') {
        checkout.health = checkout.health === 'ill' ? 'healthy' : 'ill';
      }
      return false;
    });
    expect(run).toMatchObject({
      state: 'blocked',
      step: 'monitor',
      turn: { question: expect.stringContaining('comes and goes') },
    });
    expect(world.target.accepts(world.original)).toBe(true);
    expect(world.currentIsAccepted()).toBe(true);

    checkout.health = 'healthy';
    await world.service.recheckRun(runId, ANA, 'it stays up now');
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('requires a consumer that joined while the run went on', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'verify');
    world.addConsumer('late');
    world.consumers.service('late', world.path).isDeaf = true;
    world.consumers.service('late', world.path).version = undefined;
    expect((await world.drain(runId)).run.state).toBe('blocked');
    expect(world.target.accepts(world.original)).toBe(true);
  });

  it('goes on requiring a consumer that vanished from the catalog', async () => {
    const world = await RotationWorld.create(databases, id, {
      consumers: ['checkout', 'ledger'],
    });
    world.consumers.service('ledger', world.path).isDeaf = true;
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'verify');
    world.consumerRows = world.consumerRows.filter(
      row => row.name !== 'ledger',
    );
    const { run, consumers } = await world.drain(runId);
    expect(run.state).toBe('blocked');
    expect(consumers.find(c => c.entityRef.endsWith('ledger'))?.vanished).toBe(
      true,
    );
  });
});

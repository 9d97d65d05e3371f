import { TestDatabases } from '@backstage/backend-test-utils';
import {
  FencedError,
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('the engine on %s', id => {
  afterEach(() => jest.restoreAllMocks());

  const claim = async (world: RotationWorld) => {
    const [run] = await world.ledger.claimRuns({
      now: world.clock.at,
      limit: 1,
      leaseMs: 30_000,
      worker: 'test',
      stepVersion: 1,
      labels: [],
    });
    return run;
  };

  it('does nothing for a worker whose lease went to another before it began', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    const stale = await claim(world);
    world.clock.at += 30_000;
    await claim(world);
    const before = await world.load(runId);
    const stage = jest.spyOn(world.store, 'stage');
    await world.engine.advance(stale);
    expect(stage).not.toHaveBeenCalled();
    expect(world.target.journal).toEqual([]);
    expect(await world.load(runId)).toEqual(before);
  });

  it('lets an effect of the former owner that lands late change nothing', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    const activate = world.target.activate.bind(world.target);
    let land = async () => {};
    jest.spyOn(world.target, 'activate').mockImplementationOnce((...args) => {
      land = () => activate(...args);
      // The call of the first owner hangs in the network until after its lease.
      throw new UnavailableError('No answer within the deadline');
    });
    await world.work();
    const { run } = await world.drain(runId);
    expect(run.state).toBe('succeeded');
    const journal = [...world.target.journal];
    await expect(land()).rejects.toBeInstanceOf(FencedError);
    expect(world.target.journal).toEqual(journal);
    expect(world.currentIsAccepted()).toBe(true);
  });

  it('asks the fallback owner when the rotator does not understand the pinned options any more', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    const parse = jest
      .spyOn(world.target, 'parseOptions')
      .mockImplementation(() => {
        throw new MisconfiguredError('options.users is gone', 'Restore it');
      });
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({
      state: 'blocked',
      turn: {
        owner: 'group:default/platform',
        question: 'options.users is gone. Restore it',
      },
    });
    parse.mockRestore();
    await world.service.recheckRun(runId, ANA, 'restored');
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it.each(['stores', 'rotators'] as const)(
    'asks the fallback owner while the entry under %s is gone, and goes on when it is back',
    async section => {
      const world = await RotationWorld.create(databases, id);
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'monitor');
      const entries = world.configuration[section] as Map<string, never>;
      const kept = [...entries];
      entries.clear();
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({
        state: 'blocked',
        turn: { owner: 'group:default/platform' },
      });
      for (const [name, entry] of kept) entries.set(name, entry);
      await world.service.recheckRun(runId, ANA, 'restored');
      expect((await world.drain(runId)).run.state).toBe('succeeded');
    },
  );

  it('keeps the policy of the start when the policy is changed or gone', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    (world.configuration.policies as Map<string, never>).clear();
    const { run, secret } = await world.drain(runId);
    expect(run.state).toBe('succeeded');
    expect(secret.dueAt).toBe((secret.rotatedAt ?? 0) + 30 * 24 * 3600_000);
  });

  it('revokes nothing of a secret whose entity is gone from the catalog, and asks the fallback owner', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'verify');
    world.isInCatalog = false;
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({
      state: 'blocked',
      step: 'verify',
      turn: { owner: 'group:default/platform' },
    });
    expect(world.target.accepts(world.original)).toBe(true);
    world.isInCatalog = true;
    await world.service.recheckRun(runId, ANA, 'put back');
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('writes nothing when no endpoint answers that it accepts the current version', async () => {
    const world = await RotationWorld.create(databases, id);
    jest.spyOn(world.target, 'probe').mockResolvedValue([]);
    const runId = await world.start();
    await world.work();
    expect((await world.load(runId)).run).toMatchObject({
      state: 'waiting',
      step: 'preflight',
    });
    expect(world.target.journal).toEqual([]);
  });

  it('does not blame a run for a consumer that was ill before it', async () => {
    const world = await RotationWorld.create(databases, id, {
      consumers: ['checkout', 'sick'],
      policy: { onUnhealthy: 'rollback' },
    });
    world.consumers.service('sick', world.path).health = 'ill';
    const runId = await world.start();
    const { run, consumers } = await world.drain(runId);
    expect(run).toMatchObject({ state: 'succeeded', direction: 'forward' });
    expect(consumers.find(c => c.entityRef.endsWith('sick'))).toMatchObject({
      illBefore: true,
      repairs: 0,
    });
  });

  it('repairs an ill consumer three times, then asks its owner', async () => {
    const world = await RotationWorld.create(databases, id, {
      consumers: ['checkout', 'ledger'],
    });
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    world.consumers.service('ledger', world.path).health = 'ill';
    const reload = jest.spyOn(world.consumers, 'reload');
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({
      state: 'blocked',
      turn: { owner: 'group:default/team-ledger' },
    });
    expect(reload.mock.calls.map(([input]) => input.consumer.name)).toEqual(
      Array(3).fill('ledger'),
    );
  });

  it('records the cause of a wait once, however often it looks', async () => {
    const world = await RotationWorld.create(databases, id);
    world.consumers.service('checkout', world.path).isDeaf = true;
    const runId = await world.start();
    await world.drain(runId);
    const { items } = await world.service.listRunEvents(runId, {});
    const causes = items
      .filter(event => event.action === 'run.waiting')
      .map(event => event.detail?.cause);
    expect(causes.length).toBeGreaterThan(1);
    expect(new Set(causes).size).toBe(causes.length);
  });

  describe('a rollback', () => {
    it('is not stuck when a promotion that was under way lands after it has looked', async () => {
      const world = await RotationWorld.create(databases, id);
      world.crash.armed = 'before:effect:store.promote';
      const runId = await world.start();
      await world.work();
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      world.clock.at += 30_000;
      const restore = world.store.restore.bind(world.store);
      jest.spyOn(world.store, 'restore').mockImplementationOnce(async place => {
        await world.store.promote({
          path: world.path,
          runId: `R-${runId}`,
          expected: place.expected,
        });
        return restore(place);
      });
      const { run } = await world.drain(runId);
      expect(run.state).toBe('rolled-back');
      expect(
        world.store.currentOf(world.path)?.value.equals(world.original),
      ).toBe(true);
      expect(world.target.passwords.has('payments_b')).toBe(false);
    });

    it('goes on when somebody put the old value back under another number', async () => {
      const world = await RotationWorld.create(databases, id);
      world.crash.armed = 'before:effect:store.promote';
      const runId = await world.start();
      await world.work();
      world.store.put(world.path, world.original);
      const drifted = await world.drain(runId);
      expect(drifted.run).toMatchObject({ state: 'blocked', step: 'promote' });
      await world.service.rollbackRun(runId, ANA, 'somebody wrote it');
      const { run } = await world.drain(runId);
      expect(run.state).toBe('rolled-back');
      expect(world.currentIsAccepted()).toBe(true);
    });

    it('does not overwrite what somebody else wrote, and revokes nothing', async () => {
      const world = await RotationWorld.create(databases, id);
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === 'verify');
      const foreign = world.store.put(world.path, world.foreign);
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', direction: 'rollback' });
      expect(world.store.currentOf(world.path)?.id).toBe(foreign);
      expect(world.target.journal).toEqual(['activate payments_b']);
    });
  });
});

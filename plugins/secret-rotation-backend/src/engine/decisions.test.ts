import { TestDatabases } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const NAME = { namespace: 'default', name: 'payments-db-login' };
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a person’s decision on %s', id => {
  afterEach(() => jest.restoreAllMocks());

  const actionsOf = async (world: RotationWorld, runId: number) =>
    (await world.service.listRunEvents(runId, {})).items.map(
      event => event.action,
    );

  it('to roll back is obeyed while it comes before the intent to revoke is committed', async () => {
    const world = await RotationWorld.create(databases, id, {
      policy: { overlapMs: 0, soakMs: 0 },
    });
    const runId = await world.start();
    // Verify runs in the middle of a slice: the person is faster than the commit after it.
    jest.spyOn(world.target, 'sessions').mockImplementation(async input => {
      if (input.account !== 'payments_a') return [];
      jest.mocked(world.target.sessions).mockRestore();
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      return [];
    });
    const { run, steps } = await world.drain(runId);
    expect(run.state).toBe('rolled-back');
    expect(world.target.accepts(world.original)).toBe(true);
    expect(world.target.journal).toEqual([
      'activate payments_b',
      'revoke payments_b',
    ]);
    expect(
      steps.some(s => s.direction === 'forward' && s.step === 'revoke'),
    ).toBe(false);
  });

  it('to cancel is obeyed while it comes before the intent to activate is committed', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    const stage = world.store.stage.bind(world.store);
    jest.spyOn(world.store, 'stage').mockImplementationOnce(async (...call) => {
      await world.service.cancelRun(runId, ANA, 'not now');
      return stage(...call);
    });
    const { run, versions } = await world.drain(runId);
    expect(run.state).toBe('cancelled');
    expect(world.target.journal).toEqual([]);
    expect(world.store.stagedOf(world.path)).toBe(0);
    expect(versions.map(version => version.state)).toEqual([
      'current',
      'destroyed',
    ]);
  });

  it('that comes too late changes nothing, is on record, and the person is told from then on', async () => {
    const world = await RotationWorld.create(databases, id, {
      policy: { overlapMs: 0, soakMs: 0 },
    });
    const runId = await world.start();
    const promote = world.store.promote.bind(world.store);
    // Activate has been committed; a cancel is refused, a rollback is not.
    jest.spyOn(world.store, 'promote').mockImplementationOnce(async place => {
      await expect(
        world.service.cancelRun(runId, ANA, 'too late'),
      ).rejects.toBeInstanceOf(ConflictError);
      return promote(place);
    });
    const revoke = world.target.revoke.bind(world.target);
    jest
      .spyOn(world.target, 'revoke')
      .mockImplementationOnce(async (...args) => {
        await expect(
          world.service.rollbackRun(runId, ANA, 'too late'),
        ).rejects.toThrow('no way back');
        return revoke(...args);
      });
    expect((await world.drain(runId)).run.state).toBe('succeeded');
    await expect(
      world.service.rollbackRun(runId, ANA, 'too late'),
    ).rejects.toThrow('is over');
  });

  it('to roll back a run that preflight is about to refuse ends in the refusal', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    jest.spyOn(world.target, 'preflight').mockImplementationOnce(async () => {
      await world.service.cancelRun(runId, ANA, 'not now');
      return [{ code: 'grant', ok: false, message: 'A grant is missing' }];
    });
    const { run } = await world.drain(runId);
    expect(run.state).toBe('refused');
    expect(await actionsOf(world, runId)).toEqual([
      'run.created',
      'run.cancel',
      'run.cancel.too-late',
      'run.refused',
    ]);
  });

  it('to roll back before promote ends with a proof that the target refuses the new login', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    const promote = world.store.promote.bind(world.store);
    jest.spyOn(world.store, 'promote').mockImplementationOnce(async place => {
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      world.store.put(world.path, world.foreign);
      return promote(place);
    });
    await world.drain(runId);
    world.store.put(world.path, world.original);
    await world.service.recheckRun(runId, ANA, 'put back');

    const { run, steps } = await world.drain(runId);

    expect(run.state).toBe('rolled-back');
    const proven = steps.find(
      step => step.direction === 'rollback' && step.step === 'revoke',
    );
    expect(proven?.evidence).toContainEqual(
      expect.stringContaining('v2 is refused at'),
    );
    expect(world.store.stagedOf(world.path)).toBe(0);
  });

  it('to recheck tells whoever has not proven the version again', async () => {
    const world = await RotationWorld.create(databases, id, {
      consumers: ['checkout', 'ledger'],
    });
    const ledger = world.consumers.service('ledger', world.path);
    ledger.isDeaf = true;
    const runId = await world.start();
    await world.drain(runId);
    ledger.isDeaf = false;
    const reload = jest.spyOn(world.consumers, 'reload');
    await world.service.recheckRun(runId, ANA, 'ledger was mended');
    await world.work();
    expect(reload.mock.calls.map(([input]) => input.consumer.name)).toEqual([
      'ledger',
    ]);
    expect((await world.drain(runId)).run.state).toBe('succeeded');
    expect(world.consumers.service('checkout', world.path).reloads).toBe(1);
  });

  it('to recheck while health is watched tells again and starts the soak anew, once', async () => {
    const world = await RotationWorld.create(databases, id);
    const checkout = world.consumers.service('checkout', world.path);
    checkout.isDeaf = true;
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    checkout.isDeaf = false;
    await world.service.recheckRun(runId, ANA, 'it hears again');
    await world.work();
    expect(checkout.reloads).toBe(1);
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('to recheck gives an ill consumer its patience and its repairs again', async () => {
    const world = await RotationWorld.create(databases, id);
    const checkout = world.consumers.service('checkout', world.path);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    checkout.health = 'ill';
    const asked = await world.drain(runId);
    expect(asked.run.turn).toMatchObject({
      who: 'person',
      owner: 'group:default/team-checkout',
      question: expect.stringContaining('3 repairs'),
    });
    await world.service.recheckRun(runId, ANA, 'it restarts right now');
    await world.work();
    expect((await world.load(runId)).run.state).toBe('waiting');
    checkout.health = 'healthy';
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('to roll back is not offered where there is no old version that works', async () => {
    const world = await RotationWorld.create(databases, id, { empty: true });
    const runId = await world.start();
    await world.drain(
      runId,
      ({ run }) => run.step === 'verify' || run.step === 'monitor',
    );
    expect((await world.service.getRun(runId)).actions).not.toContain(
      'rollback',
    );
    await expect(world.service.rollbackRun(runId, ANA, 'no')).rejects.toThrow(
      'no old version',
    );
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('to roll back a repair is not offered, because the old version is refused', async () => {
    const world = await RotationWorld.create(databases, id);
    world.target.passwords.delete('payments_a');
    const runId = await world.start('repair');
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    await expect(
      world.service.rollbackRun(runId, ANA, 'no'),
    ).rejects.toBeInstanceOf(ConflictError);
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it.each([
    ['while health is watched', 'monitor'],
    ['while the overlap lasts', 'verify'],
  ] as const)(
    'to roll back %s leaves no step of the forward way unfinished',
    async (_, step) => {
      const world = await RotationWorld.create(databases, id);
      const runId = await world.start();
      await world.drain(runId, ({ run }) => run.step === step);
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      const { steps } = await world.drain(runId);
      expect(steps.filter(({ state }) => state !== 'done')).toMatchObject([
        {
          direction: 'forward',
          step,
          state: 'failed',
          endedAt: expect.any(Number),
          evidence: expect.arrayContaining(['Left for the rollback']),
        },
      ]);
    },
  );

  it('made by the policy turns an ill rotation back after the repairs', async () => {
    const world = await RotationWorld.create(databases, id, {
      policy: { onUnhealthy: 'rollback' },
    });
    const checkout = world.consumers.service('checkout', world.path);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'monitor');
    checkout.health = 'ill';
    await world.drain(runId, ({ run }) => run.direction === 'rollback');
    checkout.health = 'healthy';
    const { run } = await world.drain(runId);
    expect(run.state).toBe('rolled-back');
    expect(world.target.accepts(world.original)).toBe(true);
    expect(await actionsOf(world, runId)).toContain('step.turn-back');
    expect((await world.load(runId)).steps).toContainEqual(
      expect.objectContaining({ step: 'monitor', state: 'failed' }),
    );
  });

  it('to end a manual run does not bring the next scheduled one forward', async () => {
    const world = await RotationWorld.create(databases, id, { consumers: [] });
    const dueAt = world.clock.at + 20 * 24 * 3600_000;
    await world.ledger.knex('secrets').update({
      due_at: dueAt,
      dispatch_at: dueAt,
      rotated_at: world.clock.at,
    });
    const runId = await world.start();
    await world.drain(runId);
    await world.service.cancelRun(runId, ANA, 'not now');
    const { run, secret } = await world.drain(runId);
    expect(run.state).toBe('cancelled');
    expect(secret).toMatchObject({ dueAt, dispatchAt: dueAt });
    expect((await world.service.getSecret(NAME)).due).toBe('up-to-date');
  });
});

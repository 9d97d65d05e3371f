import { TestDatabases } from '@backstage/backend-test-utils';
import type { Policy } from '../configuration';
import {
  InMemoryManager,
  InMemoryWatcher,
} from '../__testUtils__/InMemoryManager';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a delegated rotation on %s', id => {
  /** A world whose secret the manager rotates: one login's password, or two logins in turn. */
  async function create(
    overlap: 'dual' | 'single',
    policy: Partial<Policy> = { acceptsInterruption: true },
  ) {
    const world = await RotationWorld.create(databases, id, { policy });
    let turns = 0;
    const manager = new InMemoryManager(world, () => {
      turns += overlap === 'dual' ? 1 : 0;
      return turns % 2 === 0 ? 'payments_a' : 'payments_b';
    });
    const store = world.configuration.stores.get('vault');
    const rotator = world.configuration.rotators.get('postgres');
    if (!store || !rotator) throw new Error('The world has other entries');
    store.adapter = manager;
    rotator.adapter = new InMemoryWatcher(world.target, overlap);
    return { world, manager, rotator };
  }

  const evidenceOf = (loaded: {
    steps: readonly { evidence: readonly string[] }[];
  }) => loaded.steps.flatMap(step => step.evidence).join('\n');

  it('has the manager rotate, tells consumers, and proves that the old password is refused', async () => {
    const { world, manager } = await create('single');
    const loaded = await world.drain(await world.start());

    expect(loaded.run.state).toBe('succeeded');
    expect(manager.rotations).toBe(1);
    expect(world.target.journal).toEqual([]);
    expect(world.target.accepts(world.original)).toBe(false);
    expect(world.currentIsAccepted()).toBe(true);
    expect(evidenceOf(loaded)).toContain('v1 is refused at endpoint 1 of 1');
    expect(loaded.versions.map(({ number, state }) => [number, state])).toEqual(
      [
        [1, 'destroyed'],
        [2, 'current'],
      ],
    );
    expect(loaded.secret.dueAt).toBeGreaterThan(world.clock.at);
  });

  it('refuses a target without overlap, with zero writes, unless the policy accepts the interruption', async () => {
    const { world, manager } = await create('single', {});
    const loaded = await world.drain(await world.start());

    expect(loaded.run.state).toBe('refused');
    expect(loaded.run.result).toContain('accepts one value at a time');
    expect(manager.asked).toBe(0);
  });

  it('leaves the old login of an alternating manager accepted, and says so', async () => {
    const { world } = await create('dual', {});
    const first = await world.drain(await world.start());

    expect(first.run.state).toBe('succeeded');
    expect(evidenceOf(first)).toContain('v1 is still accepted');
    expect(world.target.accepts(world.original)).toBe(true);
    expect(first.versions.map(({ state }) => state)).toEqual([
      'previous',
      'current',
    ]);

    const second = await world.drain(await world.start());
    expect(second.run.state).toBe('succeeded');
    expect(world.target.accepts(world.original)).toBe(false);
    expect(second.versions.map(({ state }) => state)).toEqual([
      'destroyed',
      'previous',
      'current',
    ]);
  });

  it('asks once when the answer to the request is lost', async () => {
    const { world, manager } = await create('single');
    manager.lostAnswers = 1;
    const loaded = await world.drain(await world.start());

    expect(loaded.run.state).toBe('succeeded');
    expect(manager.rotations).toBe(1);
  });

  it.each([
    'before:effect:store.rotate',
    'after:effect:store.rotate',
    'after:step:activate',
    'after:step:promote',
    'after:step:revoke',
    'after:step:destroy',
  ])('rotates once when the worker is killed at %s', async failpoint => {
    const { world, manager } = await create('single');
    world.crash.armed = failpoint;
    const loaded = await world.drain(await world.start());

    expect(world.crash.hits).toBe(1);
    expect(loaded.run.state).toBe('succeeded');
    expect(manager.rotations).toBe(1);
    expect(world.currentIsAccepted()).toBe(true);
    expect(loaded.versions.map(({ state }) => state)).toEqual([
      'destroyed',
      'current',
    ]);
  });

  it('waits for a manager that rotates later, and asks a person when it never does', async () => {
    const { world, manager } = await create('single');
    manager.isSlow = true;
    const run = await world.start();
    const blocked = await world.drain(run);

    expect(blocked.run).toMatchObject({ state: 'blocked', step: 'promote' });
    expect(manager.asked).toBe(1);
    expect(world.currentIsAccepted()).toBe(true);

    manager.rotateNow();
    world.clock.at = blocked.run.nextAt ?? 0;
    await world.work();
    const loaded = await world.drain(run);
    expect(loaded.run.state).toBe('succeeded');
    expect(manager.rotations).toBe(1);
  });

  it('cannot be rolled back or cancelled once the manager was asked', async () => {
    const { world, manager } = await create('single');
    manager.isSlow = true;
    const run = await world.start();
    await world.drain(run, ({ run: { step } }) => step === 'promote');
    const view = await world.service.getRun(run);

    expect(view.actions).toEqual(['recheck']);
    expect(view.pastNoReturn).toBe(true);
  });

  it('does not go on with a rotation of its own where the run was begun as a delegated one', async () => {
    const { world, manager, rotator } = await create('single');
    manager.isSlow = true;
    const run = await world.start();
    await world.drain(run, ({ run: { step } }) => step === 'promote');
    const store = world.configuration.stores.get('vault');
    if (store) store.adapter = world.store;
    rotator.adapter = world.target;

    const blocked = await world.drain(run);
    expect(blocked.run.turn).toMatchObject({
      who: 'person',
      question: expect.stringContaining('left the rotation to the secrets'),
    });
    expect(world.target.journal).toEqual([]);
  });

  it('says in the plan that logins fail for a moment, and promises no gapless change', async () => {
    const { world } = await create('single');
    const plan = await world.service.plan({
      namespace: 'default',
      name: 'payments-db-login',
    });

    expect(plan.ready).toBe(true);
    expect(plan.checks.find(({ code }) => code === 'overlap')).toMatchObject({
      ok: true,
      message: expect.stringContaining('its new logins fail'),
    });
    expect(plan.overlapSeconds).toBe(0);
    expect(plan.willNotHappen.join()).not.toMatch(/no gap|not refused/);
  });

  it('writes no value anywhere but to the store and the target', async () => {
    const { world } = await create('single');
    await world.drain(await world.start());
    const written = JSON.stringify([
      world.lines,
      await world.ledger.knex('runs').select(),
      await world.ledger.knex('versions').select(),
      await world.ledger.knex('audit').select(),
      await world.ledger.knex('run_steps').select(),
    ]);

    expect(written).not.toMatch(/of-the-manager|original-password/);
  });
});

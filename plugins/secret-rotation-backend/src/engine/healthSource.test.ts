import { TestDatabases } from '@backstage/backend-test-utils';
import type { HealthState } from '@keyturn/backstage-plugin-secret-rotation-common';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { InMemoryHealth } from '../__testUtils__/InMemoryHealth';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user', ref: 'user:default/ana' } } as const;

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a health source on %s', id => {
  async function create() {
    const world = await RotationWorld.create(databases, id);
    const source = new InMemoryHealth();
    const entry = world.configuration.consumers.get('http');
    if (!entry) throw new Error('The world has no such entry');
    entry.health = source;
    /** Works until consumers of the new version are watched. */
    const untilWatched = async (run: number) => {
      await world.drain(run, ({ run: { step } }) => step === 'monitor');
    };
    return { world, source, untilWatched };
  }

  it('is asked at preflight and while health is watched, and its word is shown', async () => {
    const { world, source } = await create();
    const askedAt = new Set<string>();
    world.crash.watch = (name, at) => {
      if (name === 'before:effect:health.observe') askedAt.add(at);
    };
    const { run, consumers } = await world.drain(await world.start());
    expect(run.state).toBe('succeeded');
    expect([...askedAt]).toEqual(
      expect.arrayContaining(['forward.preflight', 'forward.monitor']),
    );
    expect(new Set(source.asked.map(({ entityRef }) => entityRef))).toEqual(
      new Set(['component:default/checkout']),
    );
    expect(consumers).toMatchObject([
      { source: 'In memory; Metrics: healthy', illBefore: false },
    ]);
  });

  it.each<HealthState>(['ill', 'unknown'])(
    'that says %s of a consumer that says it is well holds the run up, and nothing is refused',
    async health => {
      const { world, source, untilWatched } = await create();
      const runId = await world.start();
      await untilWatched(runId);
      source.health = health;
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', step: 'monitor' });
      expect(world.target.accepts(world.original)).toBe(true);
      const { turn } = await world.service.getRun(runId);
      expect(turn.owner).toBe('group:default/team-checkout');
    },
  );

  it('that is silent is unknown, and its text goes nowhere', async () => {
    const { world, source, untilWatched } = await create();
    const runId = await world.start();
    await untilWatched(runId);
    for (const failure of [
      new UnavailableError('No answer'),
      new Error('a-provider-text'),
    ]) {
      source.failure = failure;
      const { run, consumers } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', step: 'monitor' });
      expect(consumers[0].source).toBe('In memory; Metrics: unknown');
    }
    const shown = JSON.stringify(await world.load(runId));
    expect(shown + world.lines.join()).not.toContain('a-provider-text');
  });

  it('that says healthy does not outweigh a consumer that is ill', async () => {
    const { world, untilWatched } = await create();
    const runId = await world.start();
    await untilWatched(runId);
    world.consumers.service('checkout', world.path).health = 'ill';
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({ state: 'blocked', step: 'monitor' });
  });

  it('that found a consumer ill before the run does not blame the run', async () => {
    const { world, source } = await create();
    source.health = 'ill';
    const { run, consumers } = await world.drain(await world.start());
    expect(run.state).toBe('succeeded');
    expect(consumers).toMatchObject([{ illBefore: true }]);
  });

  it('that knew nothing before the run does not free the consumer from the watch over its health', async () => {
    const { world, source } = await create();
    source.failure = new UnavailableError('No answer');
    const runId = await world.start();
    const { run, consumers } = await world.drain(runId);
    expect(consumers).toMatchObject([{ illBefore: false }]);
    expect(run).toMatchObject({ state: 'blocked', step: 'monitor' });
    expect(world.target.accepts(world.original)).toBe(true);
    source.failure = undefined;
    await world.service.recheckRun(runId, ANA, 'the metrics are back');
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('lets the run go on once it says healthy for the soak time', async () => {
    const { world, source, untilWatched } = await create();
    const runId = await world.start();
    await untilWatched(runId);
    source.health = 'ill';
    const { run } = await world.drain(
      runId,
      ({ consumers }) => consumers[0].illSince !== undefined,
    );
    expect(run).toMatchObject({ state: 'waiting', step: 'monitor' });
    source.health = 'healthy';
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('that is asked while the worker is killed loses nothing', async () => {
    const { world } = await create();
    const runId = await world.start();
    world.crash.armed = 'after:effect:health.observe';
    expect((await world.drain(runId)).run.state).toBe('succeeded');
    expect(world.crash.hits).toBe(1);
  });
});

import {
  FUNCTION,
  NEW,
  OLD,
  PASSWORDS,
  TestFunctions,
} from './__testUtils__/TestFunctions';

let world: TestFunctions;
beforeEach(async () => {
  world = await TestFunctions.start();
});
afterEach(() => world.stop());

describe('a function that is called without a version', () => {
  it('holds on to what it loaded until it is told, and claims the version once its last invocation has ended', async () => {
    const made = world.create();
    expect(world.calls(made)).toEqual({ uses: { version: OLD } });
    world.current = NEW;
    expect(world.calls(made)).toEqual({ uses: { version: OLD } });
    expect(await world.reload()).toEqual({ told: 1 });
    expect(world.calls(made)).toEqual({ uses: { version: NEW } });
    expect(await world.observe()).toEqual([
      expect.objectContaining({ strength: 'none', finding: 'not-reloaded' }),
    ]);
    world.drain();
    expect(await world.observe()).toEqual([
      expect.objectContaining({
        id: `${FUNCTION}:$LATEST`,
        health: 'healthy',
        strength: 'claimed',
        version: NEW,
        since: new Date('2026-11-23T12:00:00Z'),
        revision: expect.any(String),
      }),
    ]);
  });

  it('goes back to the old version the same way', async () => {
    const made = world.create();
    world.current = NEW;
    await world.reload();
    world.current = OLD;
    await world.reload(world.adapter(), OLD);
    world.drain();
    expect(world.calls(made)).toEqual({ uses: { version: OLD } });
    expect(await world.observe()).toEqual([
      expect.objectContaining({ strength: 'claimed', version: OLD }),
    ]);
  });

  it('keeps its other variables, and gets no value', async () => {
    const made = world.create();
    made.set({ Environment: { Variables: { LOG_LEVEL: 'info' } } });
    await world.reload();
    expect(made.get().Environment?.Variables).toEqual({
      LOG_LEVEL: 'info',
      KEYTURN_VERSION_PAYMENTS_DB_LOGIN_64485BDF: NEW,
    });
    expect(JSON.stringify(made.get())).not.toContain(PASSWORDS[NEW]);
  });

  it('carries the version in its description, where the operator wants it there', async () => {
    const made = world.create();
    made.set({ Description: 'Takes payments' });
    const adapter = world.adapter({ mark: { description: 'keyturn' } });
    world.current = NEW;
    await world.reload(adapter, OLD);
    await world.reload(adapter, NEW);
    world.drain();
    expect(made.get().Description).toBe('Takes payments keyturn:64485bdf=42');
    expect(await world.observe(adapter)).toEqual([
      expect.objectContaining({ strength: 'claimed', version: NEW }),
    ]);
  });

  it('is told anew when its update failed, and is ill until then', async () => {
    const made = world.create();
    made.updateEndsAs = 'Failed';
    await world.reload();
    world.drain();
    expect(await world.observe()).toEqual([
      expect.objectContaining({ health: 'ill', strength: 'none' }),
    ]);
    made.updateEndsAs = 'Successful';
    world.current = NEW;
    await world.reload();
    world.drain();
    expect(await world.observe()).toEqual([
      expect.objectContaining({ health: 'healthy', version: NEW }),
    ]);
  });
});

describe('a function that is called through an alias', () => {
  const viaAlias = () => world.adapter({ alias: 'live' });

  it('is published and its alias moved, once per version', async () => {
    const made = world.release();
    world.calls(made, 'live');
    world.current = NEW;
    expect(await world.reload(viaAlias())).toEqual({ told: 1 });
    expect(world.calls(made, 'live')).toEqual({ uses: { version: NEW } });
    // What is called by its number stays as it was.
    expect(world.calls(made, '1')).toEqual({ uses: { version: OLD } });
    expect(await world.reload(viaAlias())).toEqual({ told: 1 });
    expect(world.writes).toEqual([
      'UpdateFunctionConfiguration',
      'PublishVersion',
      'UpdateAlias',
    ]);
    world.drain();
    expect(await world.observe(viaAlias())).toEqual([
      expect.objectContaining({
        id: `${FUNCTION}:live`,
        strength: 'claimed',
        version: NEW,
        revision: '2',
      }),
    ]);
  });

  it('goes back to the old version by a fresh one of its own', async () => {
    const made = world.release();
    world.current = NEW;
    await world.reload(viaAlias());
    world.current = OLD;
    await world.reload(viaAlias(), OLD);
    world.drain();
    expect(made.versions).toEqual(['1', '2', '3']);
    expect(await world.observe(viaAlias())).toEqual([
      expect.objectContaining({ strength: 'claimed', version: OLD }),
    ]);
  });

  it('is not published while its update is under way', async () => {
    const made = world.release();
    world.lambda.slow = true;
    await expect(world.reload(viaAlias())).rejects.toThrow(
      'on their way to the version',
    );
    expect(made.versions).toEqual(['1']);
    world.lambda.settle();
    expect(await world.reload(viaAlias())).toEqual({ told: 1 });
  });

  it('is left alone when it has changes that nobody released', async () => {
    const made = world.release();
    made.upload(world.code);
    await expect(world.reload(viaAlias())).rejects.toThrow(
      'have unpublished changes',
    );
    made.pointAlias('live', {
      FunctionVersion: made.publish(undefined, undefined).Version,
    });
    made.set({ MemorySize: 512 });
    await expect(world.reload(viaAlias())).rejects.toThrow(
      'have unpublished changes',
    );
    expect(world.writes).toEqual([]);
  });

  it('is left alone while somebody shifts traffic, and does not count then', async () => {
    const made = world.release();
    world.current = NEW;
    await world.reload(viaAlias());
    world.drain();
    made.pointAlias('live', {
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.1 } },
    });
    await expect(world.reload(viaAlias(), OLD)).rejects.toThrow(
      'changed by somebody else',
    );
    expect(await world.observe(viaAlias())).toEqual([
      expect.objectContaining({ strength: 'none', finding: 'not-reloaded' }),
    ]);
  });
});

it('finds a fresh environment that read what is not fresh', async () => {
  world.create();
  await world.reload(); // the store still hands out the old version
  world.drain();
  expect(await world.observe()).toEqual([
    expect.objectContaining({
      strength: 'none',
      finding: 'stale-cache',
      version: OLD,
    }),
  ]);
});

it('counts by the configuration alone where no probe is set up', async () => {
  world.create();
  const adapter = world.adapter({ probe: undefined });
  expect((await world.observe(adapter))[0].finding).toBe('not-reloaded');
  await world.reload(adapter);
  world.drain();
  expect(await world.observe(adapter)).toEqual([
    expect.objectContaining({ strength: 'claimed', version: NEW }),
  ]);
  expect(world.lambda.requests.map(each => each.action)).not.toContain(
    'InvokeFunction',
  );
});

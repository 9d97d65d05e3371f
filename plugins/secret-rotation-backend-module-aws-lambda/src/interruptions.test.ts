import type { LambdaAction, LambdaTrouble } from '@keyturn/dev-peers/lambda';
import { NEW, OLD, TestFunctions } from './__testUtils__/TestFunctions';

jest.setTimeout(60_000);

let world: TestFunctions;
beforeEach(async () => {
  world = await TestFunctions.start();
});
afterEach(() => world.stop());

const ALIAS = { alias: 'live' };

/** Requests of a whole reload, in their order. */
const STEPS: LambdaAction[] = [
  'GetAlias',
  'GetFunctionConfiguration',
  'UpdateFunctionConfiguration',
  'PublishVersion',
  'ListProvisionedConcurrencyConfigs',
  'PutProvisionedConcurrencyConfig',
  'UpdateAlias',
  'ListAliases',
  'DeleteProvisionedConcurrencyConfig',
];

/** Lets one request of a kind fail. @returns whether it came */
function failing(action: LambdaAction, trouble: LambdaTrouble) {
  let left = 1;
  world.lambda.trouble(asked => {
    if (asked !== action || left === 0) return undefined;
    left -= 1;
    return trouble;
  });
  return () => left === 0;
}

it.each(
  STEPS.flatMap(action =>
    (['cut', 'lose the reply'] as const).map(
      trouble => [action, trouble] as const,
    ),
  ),
)(
  'goes on after a worker that ended at %s (%s), with one update, one version and one move',
  async (action, trouble) => {
    const made = world.release();
    made.capacity.put('1', 2);
    made.capacity.complete();
    world.calls(made, 'live');
    world.current = NEW;
    world.lambda.slow = true;
    const hasFailed = failing(action, trouble);
    expect(await world.reloadUntilTold(world.adapter(ALIAS))).toBeGreaterThan(
      2,
    );
    expect(hasFailed()).toBe(true);
    world.drain();
    expect(await world.observe(world.adapter(ALIAS))).toEqual([
      expect.objectContaining({
        health: 'healthy',
        strength: 'claimed',
        version: NEW,
        revision: '2',
      }),
    ]);
    expect(made.versions).toEqual(['1', '2']);
    // Nothing keeps costing: what was warm for the version before is given back.
    expect(made.capacity.qualifiers).toEqual(['2']);
  },
);

it('never moves the alias to a version whose capacity is not ready', async () => {
  const made = world.release();
  made.capacity.put('1', 2);
  made.capacity.complete();
  world.current = NEW;
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow(
    'on their way',
  );
  world.lambda.slow = true;
  made.capacity.put('2', 2); // under way again
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow(
    'on their way',
  );
  expect(made.get('live').Version).toBe('1');
  made.capacity.complete('FAILED');
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow(
    'on their way',
  );
  expect(made.get('live').Version).toBe('1');
  world.lambda.settle();
  await world.reload(world.adapter(ALIAS));
  expect(made.get('live').Version).toBe('2');
});

it('lets capacity of the alias follow it, and is not called healthy before it did', async () => {
  const made = world.release();
  made.capacity.put('live', 2);
  world.lambda.slow = true;
  world.current = NEW;
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow();
  // The update is complete, the capacity of the alias is not.
  made.complete();
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow(
    'on their way',
  );
  world.lambda.settle();
  await world.reload(world.adapter(ALIAS));
  world.drain();
  const seen = async () => (await world.observe(world.adapter(ALIAS)))[0];
  expect(await seen()).toMatchObject({ health: 'unknown', version: NEW });
  made.capacity.complete('FAILED');
  expect(await seen()).toMatchObject({ health: 'ill' });
  made.capacity.complete();
  expect(await seen()).toMatchObject({ health: 'healthy' });
  expect(made.capacity.qualifiers).toEqual(['live']);
});

it('keeps capacity of older versions that an alias names, and of functions whose own version has none', async () => {
  const made = world.release();
  made.capacity.put('1', 2);
  made.pointAlias('stable', { FunctionVersion: '1' });
  world.current = NEW;
  await world.reloadUntilTold(world.adapter(ALIAS));
  expect(made.capacity.qualifiers).toEqual(['1', '2']);
});

it('overwrites nothing that somebody wrote in between', async () => {
  const made = world.release();
  let done = false;
  world.lambda.trouble(action => {
    if (action !== 'UpdateFunctionConfiguration' || done) return undefined;
    done = true;
    made.set({ Environment: { Variables: { LOG_LEVEL: 'debug' } } });
    return undefined;
  });
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow(
    'could not be told',
  );
  expect(made.get().Environment?.Variables).toEqual({ LOG_LEVEL: 'debug' });
  // It stays with them: they have not released it.
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow(
    'unpublished changes',
  );
});

it('does not publish what was uploaded after it looked', async () => {
  const made = world.release();
  let done = false;
  world.lambda.trouble(action => {
    if (action !== 'PublishVersion' || done) return undefined;
    done = true;
    made.upload(world.code);
    return undefined;
  });
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow(
    'could not be told',
  );
  expect(made.versions).toEqual(['1']);
});

it('does not move an alias that somebody moved meanwhile', async () => {
  const made = world.release();
  let done = false;
  world.lambda.trouble(action => {
    if (action !== 'UpdateAlias' || done) return undefined;
    done = true;
    made.pointAlias('live', { FunctionVersion: '1' });
    return undefined;
  });
  await expect(world.reload(world.adapter(ALIAS))).rejects.toThrow(
    'could not be told',
  );
  expect(made.get('live').Version).toBe('1');
  world.current = NEW;
  await world.reload(world.adapter(ALIAS));
  expect(made.versions).toEqual(['1', '2']);
});

it('waits for an update of somebody else', async () => {
  const made = world.create();
  world.lambda.slow = true;
  made.update({ MemorySize: 256 }, undefined);
  await expect(world.reload()).rejects.toThrow('changed by somebody else');
  world.lambda.settle();
  expect(await world.reload(world.adapter(), OLD)).toEqual({ told: 1 });
});

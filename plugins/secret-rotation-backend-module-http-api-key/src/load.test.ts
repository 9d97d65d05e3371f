import { setTimeout as pause } from 'node:timers/promises';
import { openApiWorld, type ApiWorld } from './__testUtils__/apiWorld';

jest.setTimeout(120_000);

const SERVICES = 4;
const REQUESTS_PER_PHASE = 20;

let world: ApiWorld;
beforeEach(async () => {
  world = await openApiWorld();
});
afterEach(() => world.close());

it('services that use the key all the time see no failed request while it is rotated twice', async () => {
  let stored = world.current;
  let served = 0;
  const failed: number[] = [];
  const isOver = new AbortController();
  const services = Array.from({ length: SERVICES }, async () => {
    while (!isOver.signal.aborted) {
      // A service reads the store for each request.
      const { status } = await fetch(`${world.provider.origin}/me`, {
        headers: { authorization: `Bearer ${stored.reveal('key')}` },
      });
      if (status === 200) served += 1;
      else failed.push(status);
    }
  });
  const underLoad = async () => {
    const until = served + REQUESTS_PER_PHASE;
    while (served < until && failed.length === 0) await pause(1);
  };

  for (const epoch of [1, 2]) {
    const old = stored;
    await underLoad();
    const value = await world.issue(epoch, [old]);
    await underLoad();
    await world.activate(value);
    stored = value;
    await underLoad();
    // Every request that began with the old key is over by then, as verify makes sure.
    await world.revoke(value, old);
    await underLoad();
  }
  isOver.abort();
  await Promise.all(services);

  expect(failed).toEqual([]);
  expect(served).toBeGreaterThanOrEqual(8 * REQUESTS_PER_PHASE);
  expect(world.valid()).toEqual([stored.reveal('key')]);
});

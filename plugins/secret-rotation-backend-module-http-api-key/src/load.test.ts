import { startRequestLoad } from '@keyturn/dev-peers';
import { openApiWorld, type ApiWorld } from './__testUtils__/apiWorld';

jest.setTimeout(120_000);

const REQUESTS_PER_PHASE = 5;

let world: ApiWorld;
beforeEach(async () => {
  world = await openApiWorld();
});
afterEach(() => world.close());

it('services that use the key all the time see no failed request while it is rotated twice', async () => {
  let stored = world.current;
  const load = startRequestLoad(async () => {
    // A service reads the store for each request.
    const { status } = await fetch(`${world.provider.origin}/me`, {
      headers: { authorization: `Bearer ${stored.reveal('key')}` },
    });
    if (status !== 200) throw new Error(`The provider answered ${status}`);
  });

  for (const epoch of [1, 2]) {
    const old = stored;
    await load.more(REQUESTS_PER_PHASE);
    const value = await world.issue(epoch, [old]);
    await load.more(REQUESTS_PER_PHASE);
    await world.activate(value);
    stored = value;
    // Every request that began with the old key is over by then, as verify makes sure.
    await load.more(REQUESTS_PER_PHASE);
    await world.revoke(value, old);
    await load.more(REQUESTS_PER_PHASE);
  }
  const { served, failures } = await load.stop();

  expect(failures).toEqual([]);
  expect(served).toBeGreaterThanOrEqual(8 * 4 * REQUESTS_PER_PHASE);
  expect(world.valid()).toEqual([stored.reveal('key')]);
});

import {
  accountName,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { startRequestLoad } from '@keyturn/dev-peers';
import { createServiceAccountWorld } from './__testUtils__/serviceAccountWorld';
import { TokenExchange } from './client/TokenExchange';
import { credentialIn } from './credentialsFile';

jest.setTimeout(120_000);

const REQUESTS_PER_PHASE = 5;

function at(run: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch: 1 } };
}

it('services that buy an access token all the time see no refusal while the key is rotated twice, on the stand-in', async () => {
  const world = await createServiceAccountWorld();
  const { rotator, account, origin } = world;
  const options = { account };
  const exchange = new TokenExchange(origin);
  let stored = world.current;
  const load = startRequestLoad(async () => {
    // A service reads the store for each request, and keeps no token: the hardest case.
    const credential = credentialIn(stored);
    const answer = credential && (await exchange.probe(credential, at(1)));
    if (answer !== 'accepted') throw new Error(`The key was ${answer}`);
  });

  for (const run of [1, 2]) {
    const old = stored;
    const accounts = rotator.chooseAccounts(options, old);
    await load.more(REQUESTS_PER_PHASE);
    const value = await rotator.issue(
      {
        ...{ options, account: accountName(account), since: new Date() },
        ...{ current: old, known: [old] },
      },
      at(run),
    );
    await load.more(REQUESTS_PER_PHASE);
    await rotator.activate({ options, accounts, value }, at(run));
    stored = value;
    // Every request that began with the old key is over by then, as verify makes sure.
    await load.more(REQUESTS_PER_PHASE);
    await rotator.revoke(
      { options, account: accountName(account), keep: value, refuse: old },
      at(run),
    );
    await load.more(REQUESTS_PER_PHASE);
  }
  const { served, failures } = await load.stop();

  expect(failures).toEqual([]);
  expect(served).toBeGreaterThanOrEqual(8 * 4 * REQUESTS_PER_PHASE);
  expect(await world.look()).toHaveLength(1);
  await world.close();
});

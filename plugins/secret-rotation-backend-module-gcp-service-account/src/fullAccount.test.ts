import {
  accountName,
  MisconfiguredError,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createServiceAccountWorld } from './__testUtils__/serviceAccountWorld';
import { MOST_KEYS } from './inspectKeys';

it('an account that stays full without what the run left behind is refused with the number of keys that stay', async () => {
  const world = await createServiceAccountWorld();
  const { rotator, account, current } = world;
  const stored: SecretValue[] = [current];
  while (stored.length < MOST_KEYS) {
    stored.push(await world.addCredential());
  }
  await world.addCredential();

  const issued = rotator.issue(
    {
      ...{ options: { account }, account: accountName(account) },
      ...{ current, known: stored, since: new Date(0) },
    },
    { signal: new AbortController().signal, fence: { run: 1, epoch: 1 } },
  );

  await expect(issued).rejects.toThrow(MisconfiguredError);
  await expect(issued).rejects.toThrow(
    `${account} has ${MOST_KEYS} keys, and Google allows ${MOST_KEYS}.`,
  );
  expect(await world.look()).toHaveLength(MOST_KEYS);
  await world.close();
});

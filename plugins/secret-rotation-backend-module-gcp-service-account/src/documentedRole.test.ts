import type { WriteContext } from '@keyturn/backstage-plugin-secret-rotation-node';
import { grantedPermissions } from './__testUtils__/grantedPermissions';
import {
  createServiceAccountWorld,
  type ServiceAccountWorld,
} from './__testUtils__/serviceAccountWorld';

jest.setTimeout(60_000);

const context: WriteContext = {
  signal: new AbortController().signal,
  fence: { run: 1, epoch: 1 },
};

let world: ServiceAccountWorld;
beforeEach(async () => {
  world = await createServiceAccountWorld();
});
afterEach(() => world.close());

async function failedWith(permissions: string[]) {
  const rotator = await world.rotatorWith(permissions);
  const { current } = world;
  const options = { account: world.account };
  const accounts = rotator.chooseAccounts(options, current);
  const checks = await rotator.preflight(
    { options, accounts, current },
    context,
  );
  return checks.filter(({ ok }) => !ok);
}

it('the documented role is enough, and each of its permissions is needed', async () => {
  const granted = await grantedPermissions();
  expect(granted).toHaveLength(4);
  expect(await failedWith(granted)).toEqual([]);
  for (const permission of granted) {
    const others = granted.filter(each => each !== permission);
    expect(await failedWith(others)).toEqual([
      expect.objectContaining({
        code: 'gcp-service-account.rights',
        message: expect.stringContaining(`lacks ${permission} on`),
        fix: expect.stringContaining(world.account),
      }),
    ]);
  }
});

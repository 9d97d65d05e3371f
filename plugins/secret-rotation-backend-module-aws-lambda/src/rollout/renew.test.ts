import { NEW, TestFunctions } from '../__testUtils__/TestFunctions';
import { LambdaApi } from '../client/LambdaApi';
import { markOf } from '../mark';
import { renew } from './renew';

let world: TestFunctions;
beforeEach(async () => {
  world = await TestFunctions.start();
});
afterEach(() => world.stop());

it('takes no variables away that it may not read', async () => {
  const made = world.create();
  const api = new LambdaApi(
    {
      region: 'eu-central-1',
      endpoint: world.lambda.address,
      timeoutMs: 1_000,
    },
    { accessKeyId: 'AKIAANY', secretAccessKey: 'any' },
    new AbortController().signal,
  );
  const mark = markOf({ environment: 'KEYTURN_VERSION_{path}' }, 'a/path');
  await expect(
    renew(
      api,
      made.name,
      { Environment: { Error: { ErrorCode: 'KMSAccessDeniedException' } } },
      { mark, version: NEW },
    ),
  ).rejects.toMatchObject({ name: 'PermissionDeniedError' });
  expect(world.writes).toEqual([]);
  api.close();
});

it('says what to do when the configuration has no room', async () => {
  const made = world.create();
  made.set({ Environment: { Variables: { BIG: 'x'.repeat(4_070) } } });
  await expect(world.reload()).rejects.toMatchObject({
    name: 'MisconfiguredError',
    fix: expect.stringContaining('4 KB'),
  });
});

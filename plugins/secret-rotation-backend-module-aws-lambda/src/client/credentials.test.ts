import {
  MisconfiguredError,
  WorkloadConsumerAdapter,
  type ConsumerAdapter,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  CHECKOUT,
  NEW,
  PATH,
  TestFunctions,
} from '../__testUtils__/TestFunctions';
import { LambdaFunctions } from '../LambdaFunctions';
import { readLambdaConsumerSettings } from '../settings';
import { credentialsOf } from './credentials';
import { ConfigReader } from '@backstage/config';

let world: TestFunctions;
beforeEach(async () => {
  world = await TestFunctions.start();
  world.create();
});
afterEach(() => world.stop());

function adapterWith(manager: Parameters<typeof credentialsOf>[0]) {
  const settings = readLambdaConsumerSettings({
    name: 'lambda',
    config: new ConfigReader({
      region: 'eu-central-1',
      accountId: '123456789012',
      endpoint: world.lambda.address,
      functions: ['{name}-api'],
      allow: [{ namespaces: ['default'], functions: ['checkout-*'] }],
      timeout: { seconds: 2 },
    }),
  });
  return new WorkloadConsumerAdapter(
    new LambdaFunctions(settings, credentialsOf(manager, settings)),
  );
}

const reload = (adapter: ConsumerAdapter) =>
  adapter.reload(
    { consumer: CHECKOUT, path: PATH, version: NEW },
    { signal: new AbortController().signal, fence: { run: 7, epoch: 1 } },
  );

it("asks for the entry's account, at the first request", async () => {
  const getCredentialProvider = jest.fn(async () => ({
    accountId: '123456789012',
    sdkCredentialProvider: async () => ({
      accessKeyId: 'AKIAANY',
      secretAccessKey: 'any',
    }),
  }));
  const adapter = adapterWith({ getCredentialProvider });
  expect(getCredentialProvider).not.toHaveBeenCalled();
  expect(await reload(adapter)).toEqual({ told: 1 });
  expect(getCredentialProvider).toHaveBeenCalledWith({
    accountId: '123456789012',
  });
});

it('names the key when app-config knows no such account', async () => {
  const adapter = adapterWith({
    getCredentialProvider: () => Promise.reject(new Error('no such account')),
  });
  const refusal = reload(adapter);
  await expect(refusal).rejects.toThrow(MisconfiguredError);
  await expect(refusal).rejects.toThrow('secretRotation.consumers.lambda');
});

it.each([
  ['refused', () => Promise.reject(new Error('of STS'))],
  ['never given', () => new Promise<never>(() => {})],
])('waits when a credential is %s', async (_what, sdkCredentialProvider) => {
  const adapter = adapterWith({
    getCredentialProvider: async () => ({ sdkCredentialProvider }),
  });
  await expect(reload(adapter)).rejects.toMatchObject({
    name: 'UnavailableError',
    message: expect.not.stringContaining('STS'),
  });
});

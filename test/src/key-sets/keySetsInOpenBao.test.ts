import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import secretRotationModuleKeyset from '@keyturn/backstage-plugin-secret-rotation-backend-module-keyset';
import secretRotationModuleVault from '@keyturn/backstage-plugin-secret-rotation-backend-module-vault';
import {
  secretRotationExtensionPoint,
  type ChosenRotator,
  type SecretRotationExtensionPoint,
  type SecretStore,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  secretsManagersForTests,
  startSecretsManager,
  type SecretsManager,
} from '@keyturn/dev-peers';
import {
  makeTemporaryWorld,
  removeTemporaryWorld,
} from '@keyturn/dev-peers/world';

jest.setTimeout(240_000);

const PATH = 'login/tokens';
const OPTIONS = { name: 'login-tokens' };

type Factories = {
  store: Parameters<SecretRotationExtensionPoint['addStore']>[1];
  rotator: Parameters<SecretRotationExtensionPoint['addRotator']>[1];
};

/** What the two modules register, as the portal gets it. */
async function factories(): Promise<Factories> {
  const found: Partial<Factories> = {};
  const backend = await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        {
          addStore: (kind, factory) => {
            if (kind === 'vault') found.store = factory;
          },
          addRotator: (kind, factory) => {
            if (kind === 'keyset') found.rotator = factory;
          },
          addConsumer: () => undefined,
        },
      ],
    ],
    features: [secretRotationModuleVault, secretRotationModuleKeyset],
  });
  await backend.stop();
  const { store, rotator } = found;
  if (!store || !rotator) throw new Error('A kind is not registered');
  return { store, rotator };
}

const at = (run: number) => ({
  fence: { run, epoch: 1 },
  signal: AbortSignal.timeout(60_000),
});

describe.each(secretsManagersForTests())('keys in $name', ({ binary }) => {
  let folder: string;
  let manager: SecretsManager;
  let issuer: Server;
  let store: SecretStore;
  let rotator: ChosenRotator;
  /** What the issuer has loaded. */
  let loaded: SecretValue | undefined;

  beforeAll(async () => {
    folder = await makeTemporaryWorld();
    manager = await startSecretsManager({ dataDir: folder, binary });
    issuer = createServer((_, response) => {
      const { keys } = JSON.parse(loaded?.reveal('keySet') ?? '{"keys":[]}');
      const shown = keys.map(({ d, ...key }: { d?: string }) => key);
      response.end(JSON.stringify({ keys: shown }));
    });
    issuer.listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    const { port } = issuer.address() as AddressInfo;
    const made = await factories();
    store = made.store({
      name: 'bao',
      config: new ConfigReader({
        kind: 'vault',
        address: manager.address,
        mount: 'secret',
        auth: { token: manager.token },
      }),
    }) as SecretStore;
    rotator = made.rotator({
      name: 'tokens',
      config: new ConfigReader({
        kind: 'keyset',
        algorithm: 'ES256',
        jwks: [`http://127.0.0.1:${port}/jwks`],
        longestToken: 'PT1H',
        network: { allow: ['127.0.0.0/8'], plainHttp: true },
      }),
    }) as ChosenRotator;
  });
  afterAll(async () => {
    issuer?.close();
    await manager?.stop();
    await removeTemporaryWorld(folder);
  });

  async function answer(value: SecretValue) {
    const [probe] = await rotator.probe({ options: OPTIONS, value }, at(1));
    return probe.answer;
  }

  /** The steps of a run as far as store and rotator take part, in their order. */
  async function rotate(run: number): Promise<SecretValue> {
    const place = { path: PATH, runId: `R-${run}` };
    const { current: seen } = await store.describe(place, at(run));
    const current =
      seen && (await store.readVersion({ ...place, version: seen }, at(run)));
    const options = rotator.parseOptions(OPTIONS);
    const accounts = rotator.chooseAccounts(options, current);
    const account = accounts.new;
    const value = await rotator.generate({ options, account, current });
    await store.stage({ ...place, value }, at(run));
    expect(await answer(value)).toBe('accepted');
    const version = await store.promote({ ...place, expected: seen }, at(run));
    loaded = await store.readVersion({ ...place, version }, at(run));
    expect(loaded?.equals(value)).toBe(true);
    expect(await answer(value)).toBe('accepted');
    if (current) expect(await answer(current)).toBe('accepted');
    return value;
  }

  it('come back as they were made, and each is published before it is used and kept after', async () => {
    const first = await rotate(1);
    await rotate(2);
    await rotate(3);
    expect(await answer(first)).toBe('rejected');
  });

  it('are restored whole by the way back, and the newcomer stays published', async () => {
    const place = { path: PATH, runId: 'R-4' };
    const before = await store.describe(place, at(4));
    const old = before.current;
    if (old === undefined) throw new Error('There is no version');
    const restored = await store.readVersion({ ...place, version: old }, at(4));
    const newcomer = await rotate(4);
    const { current: over } = await store.describe(place, at(4));
    if (over === undefined) throw new Error('There is no version');
    const back = await store.restore(
      { ...place, version: old, expected: over },
      at(4),
    );
    loaded = await store.readVersion({ ...place, version: back }, at(4));
    expect(restored && loaded?.equals(restored)).toBe(true);
    expect(await answer(newcomer)).toBe('accepted');
  });
});

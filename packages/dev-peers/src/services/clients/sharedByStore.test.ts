import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { setTimeout as delay } from 'node:timers/promises';
import { startAwsStandIn } from '../../aws';
import {
  firstSigningKeys,
  readSigningKeys,
  signToken,
  startTokenService,
} from '../../signedTokens';
import { startWebhookReceiver } from '../../webhook';
import { TEST_NAME, tryValue } from '../__testUtils__/tryValue';
import type { AwsServiceStore, Fields } from '../stores';

jest.setTimeout(60_000);

describe('a service that goes by what the store has', () => {
  let manager: Awaited<ReturnType<typeof startAwsStandIn>>;
  let admin: SecretsManagerClient;
  let store: AwsServiceStore;
  let over: AbortController;

  beforeEach(async () => {
    over = new AbortController();
    manager = await startAwsStandIn();
    store = {
      ...{ kind: 'aws', endpoint: manager.address },
      ...{ region: 'eu-central-1', path: 'shared' },
      ...{ accessKeyId: 'of-a-service', secretAccessKey: 'of-a-service' },
    };
    const { endpoint, region } = store;
    admin = new SecretsManagerClient({ endpoint, region, credentials: store });
    await admin.send(new CreateSecretCommand({ Name: store.path }));
  });
  afterEach(async () => {
    over.abort();
    admin.destroy();
    await manager.stop();
  });

  const put = (fields: Fields) =>
    admin.send(
      new PutSecretValueCommand({
        ...{ SecretId: store.path, SecretString: JSON.stringify(fields) },
      }),
    );

  /**
   * Asks until it gets an answer: a verifier keeps what it has read for a while, and a busy machine answers late.
   * @returns that answer; the test's own time bounds it
   */
  async function until<T>(wanted: T, ask: () => Promise<T>): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (answer === wanted) return answer;
      await delay(20, undefined, { signal: over.signal });
    }
  }

  it('takes a message that is signed with that, and no other', async () => {
    await put({ value: 'first' });
    const receiver = await startWebhookReceiver(store);
    const target = { kind: 'webhook' as const, url: receiver.url };
    expect(await tryValue(target, { value: 'first' })).toBe('accepted');
    await put({ value: 'second' });
    expect(await tryValue(target, { value: 'first' })).toBe('refused');
    expect(await tryValue(target, { value: 'second' })).toBe('accepted');
    await manager.stop();
    expect(await tryValue(target, { value: 'second' })).toBe('unknown');
    await receiver.stop();
  });

  it('takes a token that is signed with a published key, the next one too', async () => {
    const [keySet, strange] = [
      await firstSigningKeys(),
      await firstSigningKeys(),
    ];
    await put({ keySet });
    const service = await startTokenService(store, TEST_NAME);
    const target = { kind: 'signed-tokens' as const, url: service.url };
    const { next, ...keys } = JSON.parse(keySet);
    const ahead = JSON.stringify({ ...keys, current: next });
    await until('accepted', () => tryValue(target, { keySet }));
    await until('accepted', () => tryValue(target, { keySet: ahead }));
    expect(
      await until('refused', () => tryValue(target, { keySet: strange })),
    ).toBe('refused');
    await put({ keySet: strange });
    await until('accepted', () => tryValue(target, { keySet: strange }));
    await until('refused', () => tryValue(target, { keySet }));
    await manager.stop();
    await until('unknown', () => tryValue(target, { keySet: strange }));
    await service.stop();
  });

  it('tells that somebody lost the session, when a key went too early', async () => {
    const [keySet, strange] = [
      await firstSigningKeys(),
      await firstSigningKeys(),
    ];
    await put({ keySet });
    const service = await startTokenService(store, 'nobody');
    const show = async (text: string) => {
      const body = await signToken(readSigningKeys(text), 'somebody', 3_600);
      return (await fetch(service.url, { method: 'POST', body })).status;
    };
    await until(200, () => show(keySet));
    await put({ keySet: strange });
    expect(await until(500, () => show(strange))).toBe(500);
    await until(200, () => show(strange));
    await service.stop();
  });
});

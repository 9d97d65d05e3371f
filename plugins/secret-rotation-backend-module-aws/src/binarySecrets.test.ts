import {
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  MisconfiguredError,
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  motoForTests,
  startAwsStandIn,
  startMotoInFolder,
} from '@keyturn/dev-peers';
import { ForeignHand } from './__testUtils__/ForeignHand';
import { contextOf, errorOf, password } from './__testUtils__/standInScene';
import { createStore } from './__testUtils__/testStore';

jest.setTimeout(60_000);

const context = contextOf(2);

const { binary } = motoForTests();
const SERVERS = [
  { name: 'our stand-in', start: () => startAwsStandIn() },
  ...(binary === undefined
    ? []
    : [{ name: 'moto', start: () => startMotoInFolder(binary) }]),
];

describe.each(SERVERS)('a binary secret on $name', ({ start }) => {
  let server: Awaited<ReturnType<typeof start>>;
  let hand: ForeignHand;
  const run = { path: 'payments/db', runId: 'R-12' };

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    hand = new ForeignHand(server.address);
    run.path = `payments/db-${Math.random()}`;
    await hand.write(run.path, 'made as text');
  });
  afterEach(() => hand.client.destroy());

  const store = () => createStore(server.address);
  const put = async (bytes: Buffer) => {
    const { VersionId } = await hand.client.send(
      new PutSecretValueCommand({ SecretId: run.path, SecretBinary: bytes }),
    );
    return storeVersionId(VersionId ?? '');
  };
  const bytes = async () => {
    const answer = await hand.client.send(
      new GetSecretValueCommand({
        SecretId: run.path,
        VersionStage: 'AWSCURRENT',
      }),
    );
    return answer.SecretBinary && Buffer.from(answer.SecretBinary);
  };
  const promote = (expected: string) =>
    store().promote({ ...run, expected: storeVersionId(expected) }, context);

  it('whose bytes are a text stays binary through rotation and rollback', async () => {
    const first = Buffer.from('\ufeffschön\r\n');
    const old = await put(first);
    const value = await store().readVersion({ ...run, version: old }, context);
    expect(value?.reveal('value')).toBe('\ufeffschön\r\n');

    await store().stage({ ...run, value: SecretValue.text('neu') }, context);
    // A repeat finds what it staged.
    await store().stage({ ...run, value: SecretValue.text('neu') }, context);
    const promoted = await promote(old);
    expect(await bytes()).toEqual(Buffer.from('neu'));

    await store().restore(
      { ...run, version: old, expected: promoted },
      context,
    );
    expect(await bytes()).toEqual(first);
  });

  it('that holds a JSON object gets one key changed, and no other byte', async () => {
    const old = await put(Buffer.from('{ "port": 1.0,\n "password": "old" }'));
    await store().stage({ ...run, value: password('new') }, context);
    await promote(old);
    expect(String(await bytes())).toBe('{ "port": 1.0,\n "password": "new" }');
  });

  it('whose bytes are no text is refused, and nothing is written', async () => {
    const old = await put(Buffer.from([0x30, 0x82, 0xff, 0x00]));
    const before = await hand.labels(run.path);

    const error = await errorOf(
      store().readVersion({ ...run, version: old }, context),
    );
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect(error.message).toContain('binary');
    expect(
      await errorOf(store().stage({ ...run, value: password('new') }, context)),
    ).toEqual(error);
    expect(await hand.labels(run.path)).toEqual(before);
    const checks = await store().preflight(run, context);
    expect(checks.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual([
      'aws.value',
    ]);
  });
});

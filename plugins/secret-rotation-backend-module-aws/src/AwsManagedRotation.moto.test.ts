import {
  ListSecretVersionIdsCommand,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { storeVersionId } from '@keyturn/backstage-plugin-secret-rotation-node';
import { motoForTests, startMotoInFolder } from '@keyturn/dev-peers';
import { ForeignHand } from './__testUtils__/ForeignHand';
import { contextOf } from './__testUtils__/standInScene';
import { createStore } from './__testUtils__/testStore';
import { rotationTokenOf } from './versions/runVersions';

jest.setTimeout(120_000);

const { binary } = motoForTests();
const describeIt = binary ? describe : describe.skip;
const run = { path: 'payments/db', runId: 'R-12' };
const context = contextOf(1);

// Moto calls no function: it makes the new version current at once. What a function does is tested on our stand-in.
describeIt('RotateSecret on moto', () => {
  let moto: Awaited<ReturnType<typeof startMotoInFolder>>;
  let hand: ForeignHand;
  beforeAll(async () => {
    moto = await startMotoInFolder(binary ?? 'none');
    hand = new ForeignHand(moto.address);
  });
  afterAll(async () => {
    hand?.client.destroy();
    await moto?.stop();
  });

  const current = async () =>
    Object.entries(await hand.labels(run.path)).find(([, labels]) =>
      labels.includes('AWSCURRENT'),
    )?.[0];
  const versions = async () => {
    const { Versions } = await hand.client.send(
      new ListSecretVersionIdsCommand({ SecretId: run.path }),
    );
    return Versions?.map(({ VersionId }) => VersionId).sort();
  };

  it('is driven once for a run, where a rotator of Keyturn is refused', async () => {
    const store = createStore(moto.address);
    await hand.write(run.path, '{"username":"a","password":"old"}');
    const refused = async (checks: ReturnType<typeof store.preflight>) =>
      (await checks).filter(({ ok }) => !ok).map(({ code }) => code);
    expect(
      await refused(store.managedRotation.preflight(run, context)),
    ).toEqual(['aws.rotation']);
    await hand.client.send(
      new RotateSecretCommand({
        SecretId: run.path,
        RotationRules: { AutomaticallyAfterDays: 30 },
        RotateImmediately: false,
      }),
    );
    const expected = storeVersionId((await current()) ?? 'none');
    const before = await versions();

    expect(
      await refused(store.managedRotation.preflight(run, context)),
    ).toEqual([]);
    expect(await refused(store.preflight(run, context))).toEqual([
      'aws.rotation',
    ]);
    expect(await versions()).toEqual(before);

    await store.managedRotation.rotate({ ...run, expected }, context);
    const after = await versions();
    const token = rotationTokenOf(run);
    expect(await current()).toBe(token);
    expect((await store.describe(run, context)).current).toBe(token);
    expect(after).toEqual([...(before ?? []), token].sort());

    await store.managedRotation.rotate({ ...run, expected }, context);
    expect(await versions()).toEqual(after);
  });
});

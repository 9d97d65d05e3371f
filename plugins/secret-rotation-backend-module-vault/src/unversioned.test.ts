import {
  MisconfiguredError,
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { describeOnOpenBao } from './__testUtils__/openBaoWorld';
import { refusals } from './__testUtils__/refusals';

jest.setTimeout(60_000);

const context = {
  signal: new AbortController().signal,
  fence: { run: 12, epoch: 1 },
};
const place = { path: 'payments/db' };
const run = { ...place, runId: 'R-12' };
const any = storeVersionId('1');
const value = SecretValue.of({ password: { value: 'next', secret: true } });

describeOnOpenBao('a KV engine of version 1', world => {
  beforeAll(async () => {
    const { admin } = world();
    await admin.call('POST', 'sys/mounts/old', { type: 'kv' });
    await admin.call('POST', 'old/payments/db', { password: 'first' });
  });
  const store = () =>
    world().store({ mount: 'old', auth: { token: world().server.token } });

  async function everything(): Promise<string[]> {
    const { data } = await world().admin.call<{ data: { keys: string[] } }>(
      'LIST',
      'old',
    );
    return data.keys;
  }

  it('is refused by preflight, which says what it is and what to do', async () => {
    expect(await refusals(store())).toEqual([
      'The mount of the store is a KV engine of version 1, which keeps no old versions: Keyturn only reads it. Upgrade it (bao kv enable-versioning), or move the secret to an engine of version 2',
    ]);
  });

  it('is read: there is a value, of no known age', async () => {
    const { current, versions } = await store().describe(place, context);
    const read =
      current &&
      (await store().readVersion({ ...place, version: current }, context));

    expect(versions).toEqual([]);
    expect(
      read?.equals(
        SecretValue.of({ password: { value: 'first', secret: true } }),
      ),
    ).toBe(true);
    expect(
      (await store().describe({ path: 'payments/none' }, context)).current,
    ).toBeUndefined();
    expect(
      await store().readVersion({ ...place, version: any }, context),
    ).toBeUndefined();
  });

  it.each([
    ['stage', () => store().stage({ ...run, value }, context)],
    ['readStaged', () => store().readStaged(run, context)],
    ['promote', () => store().promote({ ...run, expected: any }, context)],
    [
      'restore',
      () => store().restore({ ...run, version: any, expected: any }, context),
    ],
    ['discardStaged', () => store().discardStaged(run, context)],
    ['destroy', () => store().destroy({ ...place, versions: [any] }, context)],
  ])('refuses %s and writes nothing', async (_, call) => {
    await expect(call()).rejects.toThrow(MisconfiguredError);
    expect(await everything()).toEqual(['payments/']);
    expect(await world().admin.call('GET', 'old/payments/db')).toMatchObject({
      data: { password: 'first' },
    });
  });

  it('is used as soon as it was upgraded', async () => {
    const upgraded = store();
    expect(await refusals(upgraded)).toHaveLength(1);
    await world().admin.call('POST', 'sys/mounts/old/tune', {
      options: { version: '2' },
    });
    let found: string[];
    do {
      // For a moment the engine only prepares its versions.
      found = await refusals(upgraded).catch(() => ['not ready']);
    } while (found.length > 0 && found[0] === 'not ready');
    expect(found).toEqual([]);
  });
});

import {
  DriftError,
  MisconfiguredError,
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { createGcpWorld, type GcpWorld } from './__testUtils__/gcpWorld';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };
const value = SecretValue.of({
  password: { value: 'fresh-one', secret: true },
});
const BEFORE = '{"note":"of the owner","password":"old-one"}';
const HOUR_MS = 3_600_000;
const kmsKeyName = 'projects/p/locations/global/keyRings/r/cryptoKeys/k';

describe.each([
  ['an alias', { alias: 'current' }],
  ['latest', {}],
] as const)('what the owner set of a secret, read through %s', (_, options) => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  let world: GcpWorld;
  beforeAll(async () => {
    world = await createGcpWorld({ ...options, now: () => now });
  });
  afterEach(() => world.standIn.mend());
  afterAll(() => world.close());

  const old = storeVersionId('1');
  async function staged(settings: object) {
    const { path } = world.place();
    await world.createSecret(path, settings);
    await world.write(path, BEFORE);
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value }, context);
    return run;
  }

  it('stays as it is through a rotation and its way back: labels, annotations, rotation, topics, expiry, other aliases', async () => {
    const run = await staged({
      labels: { team: 'payments' },
      annotations: { runbook: 'page 7' },
      topics: [{ name: 'projects/p/topics/secrets' }],
      rotation: { nextRotationTime: { seconds: 4_102_444_800 } },
      expireTime: { seconds: 4_102_444_800 },
    });
    const name = world.nameOf(run.path);
    const [{ versionAliases }] = await world.admin.getSecret({ name });
    await world.admin.updateSecret({
      secret: { name, versionAliases: { ...versionAliases, canary: 1 } },
      updateMask: { paths: ['version_aliases'] },
    });
    const settings = async () => {
      const [secret] = await world.admin.getSecret({ name });
      const { 'keyturn-run': _run, ...annotations } = secret.annotations ?? {};
      const { current: _alias, ...aliases } = secret.versionAliases ?? {};
      return { ...secret, etag: '', annotations, versionAliases: aliases };
    };
    const before = await settings();

    const expected = await world.store.promote(
      { ...run, expected: old },
      context,
    );
    await world.store.restore({ ...run, version: old, expected }, context);
    await world.store.destroy({ ...run, versions: [expected] }, context);

    expect(before).toMatchObject({
      labels: { team: 'payments' },
      annotations: { runbook: 'page 7' },
      versionAliases: { canary: '1' },
      topics: [{}],
    });
    expect(await settings()).toEqual(before);
  });

  it('ends a run as drift when it expires meanwhile, and the secret is not made again', async () => {
    const run = await staged({ ttl: { seconds: 3600 } });
    now += 2 * HOUR_MS;

    const place = { ...run, expected: old };
    const gone = 'The secret is gone: somebody deleted it, or it has expired';
    await expect(world.store.promote(place, context)).rejects.toThrow(gone);
    await expect(
      world.store.restore({ ...place, version: old }, context),
    ).rejects.toThrow(DriftError);

    expect(await world.secretIds()).not.toContain(run.path);
  });

  it('stops a run while its encryption key is disabled: no value is taken for gone, and none loses its other keys', async () => {
    const customerManagedEncryption = { kmsKeyName };
    const run = await staged({
      replication: { automatic: { customerManagedEncryption } },
    });
    const place = { ...run, expected: old };
    world.standIn.disableKey(kmsKeyName);

    for (const action of [
      world.store.readVersion({ ...run, version: old }, context),
      world.store.readStaged(run, context),
      world.store.stage({ ...run, value }, context),
      world.store.promote(place, context),
      world.store.restore({ ...place, version: old }, context),
    ]) {
      await expect(action).rejects.toMatchObject({
        name: 'MisconfiguredError',
        fix: expect.stringContaining('key'),
      });
    }
    world.standIn.mend();
    const version = await world.store.promote(place, context);

    const read = await world.store.readVersion({ ...run, version }, context);
    expect(read?.fieldNames).toEqual(['note', 'password']);
    expect(read?.reveal('password')).toBe('fresh-one');
  });

  it('is not contradicted: where it delays destructions and the entry does not say so, nothing is destroyed', async () => {
    const run = await staged({});
    const version = await world.store.promote(
      { ...run, expected: old },
      context,
    );
    await world.admin.updateSecret({
      secret: {
        name: world.nameOf(run.path),
        versionDestroyTtl: { seconds: 86_400 },
      },
      updateMask: { paths: ['version_destroy_ttl'] },
    });

    await expect(
      world.store.destroy({ ...run, versions: [old] }, context),
    ).rejects.toThrow(MisconfiguredError);

    const { versions } = await world.store.describe(run, context);
    expect(versions.map(({ id, readable }) => [id, readable])).toEqual([
      [old, true],
      [version, true],
    ]);
    const delaying = world.createStore({ delayedDestruction: true });
    await delaying.destroy({ ...run, versions: [old] }, context);
    const left = (await delaying.describe(run, context)).versions;
    expect(left.map(({ readable }) => readable)).toEqual([false, true]);
  });
});

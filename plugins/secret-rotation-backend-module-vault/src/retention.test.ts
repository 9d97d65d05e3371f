import {
  DriftError,
  MisconfiguredError,
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import { describeOnOpenBao } from './__testUtils__/openBaoWorld';
import { refusals } from './__testUtils__/refusals';
import {
  createStore,
  createVaultWorld,
  type VaultWorld,
} from './__testUtils__/vaultWorld';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };
const value = SecretValue.of({ password: { value: 'next', secret: true } });
const [first, second] = [storeVersionId('1'), storeVersionId('2')];

describe.each(secretsManagersForTests())('what $name keeps', peer => {
  let world: VaultWorld;
  beforeAll(async () => {
    world = await createVaultWorld(peer);
  });
  afterAll(() => world.close());

  const refused = (path: string) =>
    refusals(createStore(world.address, world.token), path);
  const settings = (path: string, body: object) =>
    world.admin.call('POST', `secret/metadata/${path}`, body);

  async function staged(path: string) {
    await world.admin.write(path, { password: 'first' });
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value }, context);
    return run;
  }

  it.each([
    ['the path', (path: string) => settings(path, { max_versions: 1 })],
    [
      'the mount',
      () => world.admin.call('POST', 'secret/config', { max_versions: 1 }),
    ],
  ])(
    'is too little with one version by %s: preflight refuses, and a promotion that began before is not carried out',
    async (_, restrict) => {
      const { path } = world.place();
      const run = await staged(path);
      await restrict(path);
      try {
        expect(await refused(path)).toEqual([
          'The store keeps one version of this secret, so a rotation could not be rolled back. Set max_versions of the path or of the KV engine to 2 or more',
        ]);
        await expect(
          world.store.promote({ ...run, expected: first }, context),
        ).rejects.toThrow(MisconfiguredError);
        expect((await world.store.describe({ path }, context)).current).toBe(
          first,
        );
      } finally {
        await world.admin.call('POST', 'secret/config', { max_versions: 0 });
      }
    },
  );

  it('is enough with two versions: rotation and rollback go through', async () => {
    const { path } = world.place();
    await world.admin.write(path, { password: 'first' });
    await settings(path, { max_versions: 2 });
    expect(await refused(path)).toEqual([]);
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value }, context);
    await world.store.promote({ ...run, expected: first }, context);

    const restored = await world.store.restore(
      { ...run, version: first, expected: second },
      context,
    );

    const read = await world.store.readVersion(
      { path, version: restored },
      context,
    );
    expect(read?.reveal('password')).toBe('first');
  });

  it.each([
    [
      'was dropped for newer ones',
      async (path: string) => {
        await settings(path, { max_versions: 1 });
        await world.admin.write(path, { password: 'foreign' });
      },
      'The store has dropped the version to restore, because it keeps too few (max_versions)',
    ],
    [
      'was destroyed',
      (path: string) =>
        world.admin.call('POST', `secret/destroy/${path}`, { versions: [1] }),
      'The version to restore was destroyed',
    ],
    [
      'was deleted',
      (path: string) =>
        world.admin.call('POST', `secret/delete/${path}`, { versions: [1] }),
      'The version to restore was deleted, or outlived delete_version_after',
    ],
  ])(
    'no longer has an old version that %s under us: rollback says so and writes nothing',
    async (_, take, reason) => {
      const { path } = world.place();
      const run = await staged(path);
      await world.store.promote({ ...run, expected: first }, context);
      await take(path);
      const { current } = await world.store.describe({ path }, context);

      const call = world.store.restore(
        { ...run, version: first, expected: current ?? second },
        context,
      );

      await expect(call).rejects.toThrow(new DriftError(reason));
      expect((await world.store.describe({ path }, context)).current).toBe(
        current,
      );
    },
  );
});

// The stand-in deletes nothing by itself.
describeOnOpenBao('versions that delete themselves', world => {
  const path = 'payments/short-lived';
  const post = (at: string, body: object) =>
    world().admin.call('POST', at, body);
  beforeAll(() => world().admin.write(path, { password: 'first' }));
  afterEach(() => post('secret/config', { delete_version_after: '0s' }));

  it.each([
    ['path', `secret/metadata/${path}`],
    ['mount', 'secret/config'],
  ])(
    'are refused by preflight where the %s lets them live for less than a week',
    async (_, at) => {
      const store = world().store({ auth: { token: world().server.token } });

      await post(at, { delete_version_after: '24h' });
      expect(await refusals(store, path)).toEqual([
        'The store deletes versions of this secret by itself within a week, also while consumers use them. Set delete_version_after of the path and of the KV engine to 0s, or to a week or more',
      ]);

      await post(at, { delete_version_after: '720h' });
      expect(await refusals(store, path)).toEqual([]);
    },
  );
});

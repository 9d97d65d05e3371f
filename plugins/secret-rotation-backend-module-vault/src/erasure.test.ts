import {
  SecretValue,
  storeVersionId,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import { createVaultWorld, type VaultWorld } from './__testUtils__/vaultWorld';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 1 } };

function login(password: string): SecretValue {
  return SecretValue.of({
    username: { value: 'payments_b', secret: false },
    password: { value: password, secret: true },
  });
}

describe.each(secretsManagersForTests())('a destroyed value on $name', peer => {
  let world: VaultWorld;
  beforeAll(async () => {
    world = await createVaultWorld(peer);
  });
  afterAll(() => world.close());

  /** Everything that the engine gives to its root: the metadata of each path, and the data of each version. */
  async function everything(folder = ''): Promise<string> {
    const keys = await world.admin
      .call<{ data: { keys: string[] } }>('LIST', `secret/metadata/${folder}`)
      .then(
        ({ data }) => data.keys,
        () => [], // an empty folder is a 404
      );
    const found = await Promise.all(
      keys.map(async key => {
        const path = `${folder}${key}`;
        if (key.endsWith('/')) return everything(path);
        const { data } = await world.admin.call<{
          data: { versions: Record<string, object> };
        }>('GET', `secret/metadata/${path}`);
        const versions = await Promise.all(
          Object.keys(data.versions).map(version =>
            world.admin
              .call('GET', `secret/data/${path}?version=${version}`)
              .catch(() => 'unreadable'),
          ),
        );
        return JSON.stringify([path, data, versions]);
      }),
    );
    return found.join('\n');
  }

  async function rotate(
    run: { path: string; runId: string },
    expected: StoreVersionId,
    password: string,
  ) {
    await world.store.stage({ ...run, value: login(password) }, context);
    return world.store.promote({ ...run, expected }, context);
  }

  it('is nowhere after a rotation: no version, no metadata, no staged copy', async () => {
    const { path } = world.place();
    const old = await world.seed(path, login('old-value'));
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value: login('a-first-try') }, context);
    const newer = await rotate(run, old, 'new-value');
    expect(await everything()).toContain('old-value');

    await world.store.destroy({ path, versions: [old] }, context);

    const left = await everything();
    expect(left).not.toMatch(/old-value|a-first-try|keyturn-staging/);
    expect(left).toContain('new-value');
    expect((await world.store.describe({ path }, context)).current).toBe(newer);
  });

  it('is nowhere after a rollback: neither promoted nor staged', async () => {
    const { path } = world.place();
    const old = await world.seed(path, login('kept-value'));
    const run = { path, runId: 'R-12' };
    const failed = await rotate(run, old, 'failed-value');
    await world.store.restore(
      { ...run, version: old, expected: failed },
      context,
    );
    await world.store.stage({ ...run, value: login('failed-value') }, context);

    await world.store.destroy({ path, versions: [failed] }, context);
    await world.store.discardStaged(run, context);

    const left = await everything();
    expect(left).not.toMatch(/failed-value|keyturn-staging/);
    expect(left).toContain('kept-value');
  });

  it('is nowhere either under a number that a crash hid from the engine', async () => {
    const { path } = world.place();
    const old = await world.seed(path, login('hidden-value'));
    const run = { path, runId: 'R-12' };
    const failed = await rotate(run, old, 'failed-value');
    // The answer of this restoration reached nobody, and a person wrote over it before the next worker looked.
    await world.store.restore(
      { ...run, version: old, expected: failed },
      context,
    );
    await world.writeAsForeigner(path, login('foreign-value'));
    const newest = await rotate(
      { path, runId: 'R-13' },
      storeVersionId('4'),
      'newest-value',
    );

    await world.store.destroy({ path, versions: [old] }, context);

    const left = await everything();
    expect(left).not.toContain('hidden-value');
    expect(left).toContain('foreign-value');
    expect((await world.store.describe({ path }, context)).current).toBe(
      newest,
    );
  });

  it('stays where it is the current version, also when an old version holds the same', async () => {
    const { path } = world.place();
    const old = await world.seed(path, login('same-value'));
    const current = await world.seed(path, login('same-value'));

    await world.store.destroy({ path, versions: [old] }, context);

    const read = await world.store.readVersion(
      { path, version: current },
      context,
    );
    expect(read?.equals(login('same-value'))).toBe(true);
    expect(
      await world.store.readVersion({ path, version: old }, context),
    ).toBeUndefined();
  });
});

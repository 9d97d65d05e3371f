import {
  DriftError,
  FencedError,
  MisconfiguredError,
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import {
  createStore,
  createVaultWorld,
  type VaultWorld,
} from './__testUtils__/vaultWorld';

jest.setTimeout(60_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 2 } };

function login(password: string): SecretValue {
  return SecretValue.of({
    username: { value: 'payments_b', secret: false },
    port: { value: '5432', secret: false },
    password: { value: password, secret: true },
  });
}

interface Metadata {
  data: {
    current_version: number;
    custom_metadata: Record<string, string> | null;
  };
}

describe.each(secretsManagersForTests())('VaultSecretStore on $name', peer => {
  let world: VaultWorld;
  beforeAll(async () => {
    world = await createVaultWorld(peer);
  });
  afterAll(() => world.close());

  const metadata = async (path: string) =>
    (await world.admin.call<Metadata>('GET', `secret/metadata/${path}`)).data;
  const data = async (path: string) =>
    (
      await world.admin.call<{ data: { data: object } }>(
        'GET',
        `secret/data/${path}`,
      )
    ).data.data;

  async function promoteFresh(path: string, runId: string, from?: string) {
    const run = { path, runId };
    await world.store.stage({ ...run, value: login('fresh-one') }, context);
    return world.store.promote(
      { ...run, expected: from === undefined ? from : storeVersionId(from) },
      context,
    );
  }

  it('leaves one marker of the newest run and keeps foreign custom metadata', async () => {
    const { path } = world.place();
    await world.admin.write(path, { password: 'first' });
    await world.admin.call('POST', `secret/metadata/${path}`, {
      custom_metadata: { owner: 'team-payments' },
    });

    await promoteFresh(path, 'R-12', '1');
    await promoteFresh(path, 'R-13', '2');

    expect((await metadata(path)).custom_metadata).toEqual({
      owner: 'team-payments',
      'keyturn-run': 'R-13 promote 3',
    });
  });

  it('leaves nothing of the staged copy, not even its name', async () => {
    const { path } = world.place();
    await promoteFresh(path, 'R-12');

    await expect(
      world.admin.call('LIST', `secret/metadata/keyturn-staging/${path}`),
    ).rejects.toThrow('404');
  });

  it('keeps the type of fields that the rotation did not change', async () => {
    const { path } = world.place();
    await world.admin.write(path, {
      username: 'payments_a',
      port: 5432,
      password: 'first',
    });

    await promoteFresh(path, 'R-12', '1');

    expect(await data(path)).toEqual({
      username: 'payments_b',
      port: 5432,
      password: 'fresh-one',
    });
  });

  it('reads what is no string as its JSON text, and restores it as it was', async () => {
    const { path } = world.place();
    const before = { password: 'first', tls: true, tags: { tier: 1 } };
    await world.admin.write(path, before);
    const run = { path, runId: 'R-12' };
    const [version, expected] = [storeVersionId('1'), storeVersionId('2')];

    const read = await world.store.readVersion({ path, version }, context);
    await promoteFresh(path, 'R-12', '1');
    await world.store.restore({ ...run, version, expected }, context);

    expect(read?.reveal('tls')).toBe('true');
    expect(read?.reveal('tags')).toBe('{"tier":1}');
    expect(await data(path)).toEqual(before);
  });

  it.each(['delete', 'destroy'])(
    'takes a path whose newest version was removed (%s) as empty, and promotes over it',
    async removal => {
      const { path } = world.place();
      await world.admin.write(path, { password: 'first' });
      await world.admin.call('POST', `secret/${removal}/${path}`, {
        versions: [1],
      });

      const { current, versions } = await world.store.describe(
        { path },
        context,
      );
      const promoted = await promoteFresh(path, 'R-12');

      expect(current).toBeUndefined();
      expect(versions.map(({ readable }) => readable)).toEqual([false]);
      expect(promoted).toBe('2');
    },
  );

  it('stops as drift when the expected version was deleted meanwhile', async () => {
    const { path } = world.place();
    await world.admin.write(path, { password: 'first' });
    await world.admin.call('DELETE', `secret/data/${path}`);

    await expect(promoteFresh(path, 'R-12', '1')).rejects.toThrow(DriftError);

    expect((await metadata(path)).current_version).toBe(1);
  });

  it('stops as drift when its own promotion was deleted, and does not write it again', async () => {
    const { path } = world.place();
    await promoteFresh(path, 'R-12');
    await world.admin.call('DELETE', `secret/data/${path}`);

    await expect(promoteFresh(path, 'R-12')).rejects.toThrow(DriftError);

    expect((await metadata(path)).current_version).toBe(1);
  });

  it('refuses an older worker that stages after a newer one of the same run', async () => {
    const run = { ...world.place(), runId: 'R-12' };
    const newer = login('of-the-newer');
    await world.store.stage({ ...run, value: newer }, context);
    const older = { signal, fence: { run: 12, epoch: 1 } };

    await expect(
      world.store.stage({ ...run, value: login('of-the-older') }, older),
    ).rejects.toThrow(FencedError);

    const staged = await world.store.readStaged(run, context);
    expect(staged?.equals(newer)).toBe(true);
  });

  it('refuses to stage a value that would have no secret field', async () => {
    const value = SecretValue.of({ username: { value: 'a', secret: true } });
    await expect(
      world.store.stage({ ...world.place(), runId: 'R-12', value }, context),
    ).rejects.toThrow(MisconfiguredError);
  });

  it('takes the fields of publicFields as public and all others as secret', async () => {
    const { path } = world.place();
    await world.admin.write(path, { login: 'a', username: 'b', token: 'c' });
    const store = createStore(world.address, world.token, {
      publicFields: ['login'],
    });

    const read = await store.readVersion(
      { path, version: storeVersionId('1') },
      context,
    );

    // The order is the server's.
    expect(new Set(read?.secretFieldNames)).toEqual(
      new Set(['username', 'token']),
    );
  });

  it.each([
    'payments/../other',
    'payments//db',
    '/payments/db',
    'payments/%2e%2e/..',
    'payments/*',
    'keyturn-staging/payments/db',
  ])('refuses the path %s before any request', async path => {
    await expect(world.unreachable.describe({ path }, context)).rejects.toThrow(
      MisconfiguredError,
    );
  });

  it('asks for exactly the path that it was given, whatever signs it has', async () => {
    const path = 'payments/a?b#c%2Fd&é';
    await world.admin.write(
      encodeURI(path).replace(/[?#&]/g, encodeURIComponent),
      {
        password: 'first',
      },
    );

    const { current } = await world.store.describe({ path }, context);

    expect(current).toBe('1');
  });
});

import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  SecretValue,
  storeVersionId,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { inspect } from 'node:util';
import { createGcpWorld, type GcpWorld } from './__testUtils__/gcpWorld';
import { WriteBudget } from './client/WriteBudget';
import { GcpSecretStore } from './GcpSecretStore';
import { readGcpSettings } from './settings';
import { ConfigReader } from '@backstage/config';

jest.setTimeout(120_000);

const { signal } = new AbortController();
const context = { signal, fence: { run: 12, epoch: 2 } };

/** What consumers read at the start, in the structure that they go on reading. */
const FIRST = JSON.stringify({ password: 'first' });

const login = (password: string) =>
  SecretValue.of({
    username: { value: 'payments_b', secret: false },
    password: { value: password, secret: true },
  });

describe.each([
  ['an alias', { alias: 'current' }],
  ['latest', {}],
] as const)('GcpSecretStore with readers of %s', (_, options) => {
  let world: GcpWorld;
  beforeAll(async () => {
    world = await createGcpWorld(options);
  });
  afterEach(() => world.standIn.mend());
  afterAll(() => world.close());

  const textOf = async (path: string, version: string | number) => {
    const name = `${world.nameOf(path)}/versions/${version}`;
    const [{ payload }] = await world.admin.accessSecretVersion({ name });
    return String(payload?.data);
  };
  const currentText = (path: string) =>
    textOf(path, 'alias' in options ? options.alias : 'latest');
  const versionsOf = async (path: string) => {
    const { versions } = await world.store.describe({ path }, context);
    return versions.map(({ id, readable }) => [id, readable]);
  };
  /** A secret with one version, and a run that staged its value. */
  async function prepared(before = FIRST) {
    const { path } = world.place();
    const id = storeVersionId(String(await world.write(path, before)));
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value: login('fresh-one') }, context);
    return { path, run, id };
  }

  it('keeps foreign keys and their types, and restores the old value byte by byte', async () => {
    const before = '{ "port": 5432, "password": "old", "note": "ours" }';
    const { path, run, id } = await prepared(before);

    const expected = await world.store.promote(
      { ...run, expected: id },
      context,
    );
    expect(JSON.parse(await currentText(path))).toEqual({
      port: 5432,
      username: 'payments_b',
      password: 'fresh-one',
      note: 'ours',
    });
    await world.store.restore({ ...run, version: id, expected }, context);

    expect(await currentText(path)).toBe(before);
  });

  it('leaves no staging secret behind, and one annotation of the newest run beside those of others', async () => {
    const { path, run, id } = await prepared();
    await world.admin.updateSecret({
      secret: { name: world.nameOf(path), annotations: { owner: 'payments' } },
      updateMask: { paths: ['annotations'] },
    });

    const version = await world.store.promote(
      { ...run, expected: id },
      context,
    );

    expect(
      (await world.secretIds()).filter(name => name.includes(`${path}_`)),
    ).toEqual([]);
    const [secret] = await world.admin.getSecret({ name: world.nameOf(path) });
    expect(secret.annotations).toEqual({
      owner: 'payments',
      'keyturn-run': `R-12 promote ${version}`,
    });
  });

  it('stages where and under which keys the secret itself is kept', async () => {
    const { path } = world.place();
    const replication = {
      userManaged: { replicas: [{ location: 'europe-west3' }] },
    };
    await world.createSecret(path, { replication });
    await world.write(path, FIRST);

    await world.store.stage(
      { path, runId: 'R-12', value: login('fresh-one') },
      context,
    );

    const [staged] = await world.admin.getSecret({
      name: world.nameOf(`keyturn-staging_${path}_R-12`),
    });
    expect(staged.replication).toMatchObject(replication);
  });

  it('refuses an older worker that stages after a newer one of the same run', async () => {
    const { run } = await prepared();
    const older = { signal, fence: { run: 12, epoch: 1 } };

    await expect(
      world.store.stage({ ...run, value: login('of-the-older') }, older),
    ).rejects.toThrow(FencedError);

    const staged = await world.store.readStaged(run, context);
    expect(staged?.equals(login('fresh-one'))).toBe(true);
  });

  it('takes a version that a delayed worker adds to the staging secret for nobody’s', async () => {
    const { path, run } = await prepared();
    await world.admin.addSecretVersion({
      parent: world.nameOf(`keyturn-staging_${path}_R-12`),
      payload: { data: Buffer.from('{"password":"late"}') },
    });
    const staged = await world.store.readStaged(run, context);
    expect(staged?.equals(login('fresh-one'))).toBe(true);
  });

  it('writes nothing when the new value would not fit beside the keys that stay', async () => {
    const { path } = world.place();
    await world.write(path, JSON.stringify({ note: 'x'.repeat(65_480) }));
    const before = await world.secretIds();

    await expect(
      world.store.stage(
        { path, runId: 'R-12', value: login('fresh-one') },
        context,
      ),
    ).rejects.toThrow(MisconfiguredError);

    expect(await world.secretIds()).toEqual(before);
  });

  it('stages, promotes and reads back 64 KiB', async () => {
    const { path } = world.place();
    const value = SecretValue.text('€'.repeat(21_845));
    const run = { path, runId: 'R-12' };
    await world.store.stage({ ...run, value }, context);
    const version = await world.store.promote(
      { ...run, expected: undefined },
      context,
    );
    const read = await world.store.readVersion({ path, version }, context);
    expect(read?.equals(value)).toBe(true);
  });

  it('says in one line that a secret is binary', async () => {
    const { path } = world.place();
    await world.createSecret(path);
    await world.admin.addSecretVersion({
      parent: world.nameOf(path),
      payload: { data: Buffer.from([0xff, 0x00, 0xfe]) },
    });
    await expect(
      world.store.readVersion({ path, version: storeVersionId('1') }, context),
    ).rejects.toThrow(MisconfiguredError);
  });

  describe('a reply that is lost', () => {
    it.each(['CreateSecret', 'AddSecretVersion', 'UpdateSecret'])(
      'to %s while staging: a repeat has the effect of one call',
      async method => {
        const { path } = world.place();
        await world.write(path, FIRST);
        const run = { path, runId: 'R-12', value: login('fresh-one') };
        world.standIn.fail(method, { kind: 'reply-lost' });

        await expect(world.store.stage(run, context)).rejects.toThrow(
          UnavailableError,
        );
        await world.store.stage(run, context);

        const staged = await world.store.readStaged(run, context);
        expect(staged?.equals(run.value)).toBe(true);
        expect(await currentText(path)).toBe(FIRST);
      },
    );

    it.each(['AddSecretVersion', 'UpdateSecret', 'DeleteSecret'])(
      'to %s while promoting: a repeat adds no second version',
      async method => {
        const { path, run, id } = await prepared();
        const promote = () =>
          world.store.promote({ ...run, expected: id }, context);
        world.standIn.fail(method, { kind: 'reply-lost' });

        await expect(promote()).rejects.toThrow(UnavailableError);

        expect(await promote()).toBe('2');
        expect(await versionsOf(path)).toEqual([
          ['1', true],
          ['2', true],
        ]);
      },
    );

    it.each(['AddSecretVersion', 'UpdateSecret'])(
      'to %s while restoring: a repeat adds no second version',
      async method => {
        const { path, run, id } = await prepared();
        const restore = () =>
          world.store.restore({ ...run, version: id, expected: id }, context);
        world.standIn.fail(method, { kind: 'reply-lost' });

        await expect(restore()).rejects.toThrow(UnavailableError);

        expect(await restore()).toBe('2');
        expect(await currentText(path)).toBe(FIRST);
        expect(await versionsOf(path)).toHaveLength(2);
      },
    );

    it.each(['DisableSecretVersion', 'DestroySecretVersion'])(
      'to %s while destroying: a repeat finishes it',
      async method => {
        const { path } = world.place();
        await world.write(path, FIRST);
        await world.write(path, 'second');
        const versions = [storeVersionId('1')];
        world.standIn.fail(method, { kind: 'reply-lost' });

        await expect(
          world.store.destroy({ path, versions }, context),
        ).rejects.toThrow(UnavailableError);
        await world.store.destroy({ path, versions }, context);

        expect(await versionsOf(path)).toEqual([['2', true]]);
      },
    );
  });

  it('leaves no copy of the new value when a run is undone that added it and never knew', async () => {
    const { path, run, id } = await prepared();
    world.standIn.fail('AddSecretVersion', { kind: 'reply-lost' });
    await expect(
      world.store.promote({ ...run, expected: id }, context),
    ).rejects.toThrow(UnavailableError);
    expect(await textOf(path, 2)).toContain('fresh-one');

    await world.store.restore({ ...run, version: id, expected: id }, context);
    await world.store.discardStaged(run, context);

    expect(await versionsOf(path)).toEqual([
      ['1', true],
      ['3', true],
    ]);
    expect(await currentText(path)).toBe(FIRST);
  });

  it('destroys the copies of an old value that nobody reads together with it', async () => {
    const { path } = world.place();
    await world.write(path, 'old');
    await world.admin.addSecretVersion({
      parent: world.nameOf(path),
      payload: { data: Buffer.from('old') },
    });
    await world.write(path, 'new');

    await world.store.destroy(
      { path, versions: [storeVersionId('1')] },
      context,
    );

    expect(await versionsOf(path)).toEqual([['3', true]]);
  });

  it('says when to ask again while the quota is used up, and repeats nothing by itself', async () => {
    const { path, run, id } = await prepared();
    const promote = () =>
      world.store.promote({ ...run, expected: id }, context);
    for (const method of ['AccessSecretVersion', 'AddSecretVersion']) {
      world.standIn.fail(method, { kind: 'exhausted', retryAfterSeconds: 9 });
      await expect(promote()).rejects.toMatchObject({
        name: 'UnavailableError',
        retryAfterMs: 9_000,
      });
    }
    world.standIn.fail('AddSecretVersion', { kind: 'unavailable' });
    await expect(promote()).rejects.toThrow(UnavailableError);
    expect(await currentText(path)).toBe(FIRST);
    expect(await promote()).toBe('2');
  });

  it('keeps its own budget of writes, and finishes when there is one again', async () => {
    const { path, run, id } = await prepared();
    let now = 0;
    const budget = new WriteBudget(10, () => now);
    const settings = {
      kind: 'gcp',
      project: 'payments-prod',
      endpoint: world.standIn.endpoint,
      ...options,
    };
    const frugal = new GcpSecretStore(
      readGcpSettings({ name: 'gcp', config: new ConfigReader(settings) }),
      budget,
    );
    let answer: unknown;
    for (let writes = 0; writes < 10 && answer !== '2'; writes++) {
      answer = await frugal
        .promote({ ...run, expected: id }, context)
        .catch(error => error);
      now += answer instanceof UnavailableError ? answer.retryAfterMs ?? 0 : 0;
    }
    expect(answer).toBe('2');
    expect(now).toBeGreaterThan(0);
    expect(await versionsOf(path)).toHaveLength(2);
  });

  it('takes no damaged value, neither on the way in nor on the way out', async () => {
    const { path, run, id } = await prepared();
    world.standIn.fail('AccessSecretVersion', { kind: 'payload-damaged' });
    await expect(world.store.readStaged(run, context)).rejects.toThrow(
      UnavailableError,
    );

    world.standIn.fail('AddSecretVersion', { kind: 'payload-damaged' });
    await expect(
      world.store.promote({ ...run, expected: id }, context),
    ).rejects.toThrow(MisconfiguredError);

    expect(await versionsOf(path)).toEqual([['1', true]]);
  });

  it.each([
    ['secretmanager.versions.access', /secrets\/payments-/],
    ['secretmanager.versions.add', /secrets\/payments-/],
    ['secretmanager.secrets.update', /secrets\/payments-/],
    ['secretmanager.secrets.delete', /secrets\/keyturn-staging/],
  ])(
    'stops with the name of the right when %s is taken away in the middle',
    async (permission, resource) => {
      const { run, id } = await prepared();
      world.standIn.takeRight(permission, resource);

      const error = await world.store
        .promote({ ...run, expected: id }, context)
        .catch(thrown => thrown);

      expect(error).toBeInstanceOf(PermissionDeniedError);
      expect(error.fix).toContain(permission);
      expect(inspect(error, { depth: Infinity })).not.toMatch(
        /or it may not exist|127\.0\.0\.1|fresh-one|payments-db-login/,
      );
    },
  );

  it('takes a secret whose current version was disabled as empty, and does not promote over a disabling that it did not see', async () => {
    const { path, run, id } = await prepared();
    await world.admin.disableSecretVersion({
      name: `${world.nameOf(path)}/versions/1`,
    });

    const { current } = await world.store.describe({ path }, context);

    expect(current).toBeUndefined();
    await expect(
      world.store.promote({ ...run, expected: id }, context),
    ).rejects.toThrow(DriftError);
  });

  it('makes a secret that does not exist yet, where the entry says', async () => {
    const { path } = world.place();
    const store = world.createStore({ replicas: ['europe-west4'] });
    const run = { path, runId: 'R-12' };
    await store.stage({ ...run, value: login('fresh-one') }, context);

    await store.promote({ ...run, expected: undefined }, context);

    const [secret] = await world.admin.getSecret({ name: world.nameOf(path) });
    expect(secret.replication?.userManaged?.replicas).toMatchObject([
      { location: 'europe-west4' },
    ]);
    expect(await currentText(path)).toContain('fresh-one');
  });
});

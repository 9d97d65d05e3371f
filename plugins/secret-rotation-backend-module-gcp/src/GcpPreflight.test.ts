import { status } from '@grpc/grpc-js';
import { createGcpWorld, type GcpWorld } from './__testUtils__/gcpWorld';
import { documentedPermissions } from './__testUtils__/documentedPermissions';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };
const SECRET = /secrets\/payments-/;
const STAGING = /secrets\/keyturn-staging/;

describe('preflight', () => {
  let world: GcpWorld;
  beforeAll(async () => {
    world = await createGcpWorld({ alias: 'current' });
  });
  afterEach(() => world.standIn.mend());
  afterAll(() => world.close());

  async function failed(path: string, store = world.store) {
    const checks = await store.preflight({ path }, context);
    return checks.filter(({ ok }) => !ok);
  }
  async function seeded(settings?: object) {
    const { path } = world.place();
    if (settings) await world.createSecret(path, settings);
    await world.write(path, 'first');
    return path;
  }

  it.each([
    ['does not exist', undefined],
    ['has no version', { replication: { automatic: {} } }],
  ])(
    'takes a secret that %s for a misspelt one, unless first values are wanted',
    async (_, settings) => {
      const { path } = world.place();
      if (settings) await world.createSecret(path, settings);

      expect(
        await failed(path, world.createStore({ provision: false })),
      ).toEqual([
        {
          code: 'gcp.first-value',
          ok: false,
          message: 'The secret does not exist, or has no value yet',
          fix: expect.stringContaining('provision: true'),
        },
      ]);
      expect(
        await failed(path, world.createStore({ provision: true })),
      ).toEqual([]);
    },
  );

  it.each([
    ['gcp.get', 'secretmanager.secrets.get'],
    ['gcp.update', 'secretmanager.secrets.update'],
    ['gcp.list', 'secretmanager.versions.list'],
    ['gcp.access', 'secretmanager.versions.access'],
    ['gcp.add', 'secretmanager.versions.add'],
    ['gcp.disable', 'secretmanager.versions.disable'],
    ['gcp.destroy', 'secretmanager.versions.destroy'],
  ])(
    'names %s when the secret lacks %s, which the documentation grants',
    async (code, permission) => {
      const path = await seeded();
      world.standIn.takeRight(permission, SECRET);

      const [check, ...others] = await failed(path);

      expect(others).toEqual([]);
      expect(check?.code).toBe(code);
      expect(check?.fix).toBe(`Grant it ${permission} on the secret`);
      expect(documentedPermissions('keyturnRotation')).toContain(permission);
    },
  );

  it.each([
    ['gcp.staged-get', 'secretmanager.secrets.get'],
    ['gcp.staged-update', 'secretmanager.secrets.update'],
    ['gcp.staged-list', 'secretmanager.versions.list'],
    ['gcp.staged-access', 'secretmanager.versions.access'],
    ['gcp.staged-add', 'secretmanager.versions.add'],
    ['gcp.staged-delete', 'secretmanager.secrets.delete'],
  ])(
    'names %s when the staging secrets lack %s, which the documentation grants',
    async (code, permission) => {
      const path = await seeded();
      world.standIn.takeRight(permission, STAGING);

      const [check, ...others] = await failed(path);

      expect(others).toEqual([]);
      expect(check?.code).toBe(code);
      expect(check?.fix).toBe(`Grant it ${permission} on the staging secrets`);
      expect(documentedPermissions('keyturnStaging')).toContain(permission);
    },
  );

  it('names the right to make secrets, and makes none to find out', async () => {
    const path = await seeded();
    const before = await world.secretIds();

    world.standIn.takeRight('secretmanager.secrets.create');
    const [check, ...others] = await failed(path);

    expect(others).toEqual([]);
    expect(check).toMatchObject({
      code: 'gcp.create',
      fix: 'Grant it secretmanager.secrets.create on the project',
    });
    expect(documentedPermissions('keyturnCreation')).toEqual([
      'secretmanager.secrets.create',
    ]);
    expect(await world.secretIds()).toEqual(before);
  });

  it('fails where the secret for looking up staging rights was not made', async () => {
    const store = world.createStore({ staging: 'elsewhere' });
    expect((await failed(await seeded(), store)).map(c => c.code)).toEqual([
      'gcp.staging',
    ]);
  });

  it('fails where a secret has versions, but not the alias that consumers are said to read', async () => {
    const store = world.createStore({ alias: 'stable' });
    expect((await failed(await seeded(), store)).map(c => c.code)).toEqual([
      'gcp.readers',
    ]);
  });

  it('fails where there is no room for the alias', async () => {
    const store = world.createStore({ alias: 'stable' });
    const path = await seeded();
    const others = Array.from({ length: 50 }, (_, n) => [`other-${n}`, 1]);
    await world.admin.updateSecret({
      secret: {
        name: world.nameOf(path),
        versionAliases: Object.fromEntries(others),
      },
      updateMask: { paths: ['version_aliases'] },
    });
    const [check] = await failed(path, store);
    expect(check).toMatchObject({
      code: 'gcp.readers',
      fix: 'Remove an alias that nobody reads',
    });
  });

  it('says that the project does not exist, and does not wait for it', async () => {
    const path = await seeded();
    for (const request of ['TestIamPermissions', 'CreateSecret']) {
      world.standIn.fail(request, { kind: 'refused', code: status.NOT_FOUND });
      const [check] = await failed(path);
      expect(['gcp.staging', 'gcp.configuration']).toContain(check?.code);
      expect(check?.message).toContain('does not exist');
    }
  });

  it('fails where the alias names a version that cannot be read', async () => {
    const path = await seeded();
    await world.admin.disableSecretVersion({
      name: `${world.nameOf(path)}/versions/1`,
    });
    expect((await failed(path)).map(c => c.code)).toEqual(['gcp.readers']);
  });

  it('fails where the secret delays destructions and the entry does not say so', async () => {
    const path = await seeded({ versionDestroyTtl: { seconds: 86_400 } });
    expect((await failed(path)).map(c => c.code)).toEqual(['gcp.destruction']);
    const store = world.createStore({ delayedDestruction: true });
    expect(await failed(path, store)).toEqual([]);
  });

  it('fails where the annotations are full', async () => {
    const path = await seeded({ annotations: { note: 'x'.repeat(16_300) } });
    expect((await failed(path)).map(c => c.code)).toEqual(['gcp.annotations']);
  });

  it('fails where Secret Manager rotates the secret itself', async () => {
    const path = await seeded({
      rotation: { managedRotationStatus: { state: 'ACTIVE' } },
    });
    expect((await failed(path)).map(c => c.code)).toEqual([
      'gcp.other-rotation',
    ]);
  });

  it('notes announced rotations, topics, an expiry and keys of the customer', async () => {
    const kmsKeyName = 'projects/p/locations/global/keyRings/r/cryptoKeys/k';
    const path = await seeded({
      replication: { automatic: { customerManagedEncryption: { kmsKeyName } } },
      topics: [{ name: 'projects/p/topics/secrets' }],
      rotation: { nextRotationTime: { seconds: 4_102_444_800 } },
      expireTime: { seconds: 4_102_444_800 },
    });

    const checks = await world.store.preflight({ path }, context);

    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    const said = (code: string) => checks.find(c => c.code === code)?.message;
    expect(said('gcp.other-rotation')).toContain('announces rotations');
    expect(said('gcp.expiry')).toContain('2100-01-01');
    expect(said('gcp.topics')).toBeDefined();
    expect(said('gcp.customer-key')).toBeDefined();
  });

  it.each(['payments/db', 'keyturn-staging', 'keyturn-staging_x_R-1', '', 'é'])(
    'fails for the path %j, which is no id of a secret of its own',
    async path => {
      expect((await failed(path)).map(c => c.code)).toEqual([
        'gcp.configuration',
      ]);
    },
  );
});

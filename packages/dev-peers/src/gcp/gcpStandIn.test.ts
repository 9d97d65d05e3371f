import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { credentials, status } from '@grpc/grpc-js';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGcpProcess } from './startGcpProcess';
import { startGcpStandIn, type GcpStandIn } from './startGcpStandIn';

jest.setTimeout(60_000);

const PROJECT = 'projects/payments-prod';
const NAME = `${PROJECT}/secrets/db-login`;
const DAY_MS = 86_400_000;
// Without it the client tries again by itself.
const once = { retry: null };

function clientOf(endpoint: string): SecretManagerServiceClient {
  const [host, port] = endpoint.split(':');
  return new SecretManagerServiceClient({
    apiEndpoint: host,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    // Else the client looks for credentials to learn it.
    clientOptions: { universeDomain: 'googleapis.com' },
  });
}

describe('the stand-in for GCP Secret Manager, driven by the official client', () => {
  let standIn: GcpStandIn;
  let client: SecretManagerServiceClient;
  let now: number;

  beforeEach(async () => {
    now = Date.parse('2026-03-01T12:00:00Z');
    standIn = await startGcpStandIn({ now: () => now });
    client = clientOf(standIn.endpoint);
  });
  afterEach(async () => {
    await client.close();
    standIn.stop();
  });

  const create = (secret = {}) =>
    client.createSecret({
      parent: PROJECT,
      secretId: 'db-login',
      secret: { replication: { automatic: {} }, ...secret },
    });
  const add = (text: string) =>
    client.addSecretVersion({
      parent: NAME,
      payload: { data: Buffer.from(text) },
    });
  const access = async (version: string) => {
    const [{ payload }] = await client.accessSecretVersion(
      { name: `${NAME}/versions/${version}` },
      once,
    );
    return String(payload?.data);
  };
  const get = async () => (await client.getSecret({ name: NAME }))[0];

  it('numbers the versions, answers the number of the project, and lists newest first', async () => {
    await create();
    const [first] = await add('one');
    await add('two');

    const [versions] = await client.listSecretVersions({ parent: NAME });

    expect(first.name).toMatch(
      /^projects\/\d+\/secrets\/db-login\/versions\/1$/,
    );
    expect(first.state).toBe('ENABLED');
    expect(versions.map(({ name }) => name?.split('/').at(-1))).toEqual([
      '2',
      '1',
    ]);
    expect(await access('1')).toBe('one');
    expect(await access('latest')).toBe('two');
  });

  it('pages through long lists', async () => {
    await create();
    for (const text of ['1', '2', '3', '4', '5']) await add(text);
    const [versions] = await client.listSecretVersions({
      parent: NAME,
      pageSize: 2,
    });
    expect(versions).toHaveLength(5);
  });

  it('keeps what a caller sets of a secret, and changes what the mask names alone', async () => {
    const replication = {
      userManaged: { replicas: [{ location: 'europe-west3' }] },
    };
    await create({ replication, labels: { team: 'payments' } });

    await client.updateSecret({
      secret: { name: NAME, annotations: { note: 'x' }, labels: { team: 'y' } },
      updateMask: { paths: ['annotations'] },
    });

    expect(await get()).toMatchObject({
      annotations: { note: 'x' },
      labels: { team: 'payments' },
      replication: {
        userManaged: { replicas: [{ location: 'europe-west3' }] },
      },
    });
    const [secrets] = await client.listSecrets({ parent: PROJECT });
    expect(secrets).toHaveLength(1);
  });

  it('compares etags, and changes them with every change of that resource alone', async () => {
    const [{ etag }] = await create();
    await add('one');
    expect((await get()).etag).toBe(etag);
    const update = () =>
      client.updateSecret({
        secret: { name: NAME, etag, labels: {} },
        updateMask: { paths: ['labels'] },
      });

    await update();

    expect((await get()).etag).not.toBe(etag);
    await expect(update()).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
    });
    await expect(
      client.deleteSecret({ name: NAME, etag }),
    ).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
    const version = { name: `${NAME}/versions/1` };
    const [{ etag: before }] = await client.getSecretVersion(version);
    await client.enableSecretVersion(version);
    await expect(
      client.disableSecretVersion({ ...version, etag: before }),
    ).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
  });

  it('reads through aliases, and refuses those that it cannot have', async () => {
    await create();
    await add('one');
    await add('two');
    const alias = (versionAliases: Record<string, number>) =>
      client.updateSecret({
        secret: { name: NAME, versionAliases },
        updateMask: { paths: ['version_aliases'] },
      });

    await alias({ current: 1 });

    expect(await access('current')).toBe('one');
    expect((await get()).versionAliases).toEqual({ current: '1' });
    for (const [name, version] of [
      ['latest', 1],
      ['1st', 1],
      ['current', 9],
    ] as const) {
      await expect(alias({ [name]: version })).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
      });
    }
  });

  it('reads no version that is disabled or destroyed, and keeps a destroyed one so', async () => {
    await create();
    await add('one');
    const version = { name: `${NAME}/versions/1` };
    const failed = { code: status.FAILED_PRECONDITION };

    await client.disableSecretVersion(version);
    await expect(access('1')).rejects.toMatchObject(failed);
    await client.enableSecretVersion(version);
    expect(await access('1')).toBe('one');

    const [destroyed] = await client.destroySecretVersion(version);
    expect(destroyed).toMatchObject({ state: 'DESTROYED' });
    await expect(access('latest')).rejects.toMatchObject(failed);
    await expect(client.enableSecretVersion(version)).rejects.toMatchObject(
      failed,
    );
    await expect(client.destroySecretVersion(version)).rejects.toMatchObject(
      failed,
    );
  });

  it('delays destructions where the secret says so, and calls them off when the version is disabled', async () => {
    await create({ versionDestroyTtl: { seconds: 86_400 } });
    await add('one');
    const version = { name: `${NAME}/versions/1` };
    const stateNow = async () =>
      (await client.getSecretVersion(version))[0].state;

    const [scheduled] = await client.destroySecretVersion(version);
    expect(scheduled).toMatchObject({
      state: 'DISABLED',
      scheduledDestroyTime: { seconds: String((now + DAY_MS) / 1000) },
    });
    await client.disableSecretVersion(version);
    now += 2 * DAY_MS;
    expect(await stateNow()).toBe('DISABLED');

    await client.destroySecretVersion(version);
    now += DAY_MS;
    expect(await stateNow()).toBe('DESTROYED');
  });

  it('checks the checksum of a payload, and its size', async () => {
    await create();
    const data = Buffer.from('123456789');
    const payload = { data, dataCrc32c: 0xe3069283 };

    const [version] = await client.addSecretVersion({ parent: NAME, payload });

    expect(version.clientSpecifiedPayloadChecksum).toBe(true);
    const [read] = await client.accessSecretVersion({
      name: `${NAME}/versions/1`,
    });
    expect(Number(read.payload?.dataCrc32c)).toBe(0xe3069283);
    for (const wrong of [
      { data, dataCrc32c: 1 },
      { data: Buffer.alloc(65_537) },
      {},
    ]) {
      await expect(
        client.addSecretVersion({ parent: NAME, payload: wrong }),
      ).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    }
  });

  it('neither reads nor takes values while the key of the customer is disabled', async () => {
    const kmsKeyName = 'projects/p/locations/global/keyRings/r/cryptoKeys/k';
    const customerManagedEncryption = { kmsKeyName };
    await create({ replication: { automatic: { customerManagedEncryption } } });
    await add('one');
    const failed = { code: status.FAILED_PRECONDITION };

    standIn.disableKey(kmsKeyName);

    await expect(access('1')).rejects.toMatchObject(failed);
    await expect(add('two')).rejects.toMatchObject(failed);
    standIn.mend();
    expect(await access('1')).toBe('one');
  });

  it('deletes a secret that has expired', async () => {
    await create({ ttl: { seconds: 60 } });
    now += 61_000;
    await expect(get()).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('answers which rights a caller has, none on an absent secret, and refuses without them before it says anything else', async () => {
    const permissions = [
      'secretmanager.secrets.create',
      'secretmanager.versions.access',
    ];
    const ask = async () =>
      (await client.testIamPermissions({ resource: NAME, permissions }))[0]
        .permissions;
    expect(await ask()).toEqual([]);
    await create();
    expect(await ask()).toEqual(permissions);

    standIn.takeRight('secretmanager.versions.access', /db-login/);
    standIn.takeRight('secretmanager.secrets.create');

    expect(await ask()).toEqual([]);
    const denied = { code: status.PERMISSION_DENIED };
    await expect(access('9')).rejects.toMatchObject(denied);
    await expect(create()).rejects.toMatchObject(denied);
    standIn.mend();
    await expect(create()).rejects.toMatchObject({
      code: status.ALREADY_EXISTS,
    });
  });

  it('fails on command: quota, outage, a lost answer, a damaged payload', async () => {
    await create();

    standIn.fail('AddSecretVersion', {
      kind: 'exhausted',
      retryAfterSeconds: 7,
    });
    const exhausted = await add('one').catch(error => error);
    expect(exhausted.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(String(exhausted.statusDetails[0].retryDelay.seconds)).toBe('7');
    standIn.fail('AddSecretVersion', { kind: 'unavailable' });
    await expect(add('one')).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
    standIn.fail('AddSecretVersion', { kind: 'reply-lost' });
    await expect(add('landed')).rejects.toMatchObject({
      code: status.UNAVAILABLE,
    });
    expect(await access('1')).toBe('landed');
    standIn.fail('AccessSecretVersion', { kind: 'payload-damaged' });
    expect(await access('1')).not.toBe('landed');
    expect(await access('1')).toBe('landed');
  });

  it('is regional where it is told to: other names than those of its location are none', async () => {
    const regional = await startGcpStandIn({ location: 'europe-west3' });
    const there = clientOf(regional.endpoint);
    const parent = `${PROJECT}/locations/europe-west3`;
    const request = { secretId: 'db-login', secret: {} };

    const [secret] = await there.createSecret({ parent, ...request });

    expect(secret.name).toContain('/locations/europe-west3/secrets/db-login');
    const refused = { code: status.INVALID_ARGUMENT };
    await expect(
      there.createSecret({ parent: PROJECT, ...request }),
    ).rejects.toMatchObject(refused);
    await expect(
      client.createSecret({ parent, ...request }),
    ).rejects.toMatchObject(refused);
    await there.close();
    regional.stop();
  });
});

describe('the stand-in as a process of its own', () => {
  it('keeps what it answered through a kill, for its owner alone, and says what it is', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-gcp-'));
    const first = await startGcpProcess({ dataDir });
    const port = Number(first.endpoint.split(':')[1]);
    let client = clientOf(first.endpoint);
    await client.createSecret({
      parent: PROJECT,
      secretId: 'db-login',
      secret: { replication: { automatic: {} } },
    });
    await client.addSecretVersion({
      parent: NAME,
      payload: { data: Buffer.from('kept') },
    });
    process.kill(first.pid, 'SIGKILL');
    await client.close();

    const second = await startGcpProcess({ dataDir, port });
    client = clientOf(second.endpoint);
    const [{ payload }] = await client.accessSecretVersion({
      name: `${NAME}/versions/latest`,
    });

    expect(second.endpoint).toBe(first.endpoint);
    expect(String(payload?.data)).toBe('kept');
    expect(await readFile(join(dataDir, 'server.log'), 'utf8')).toContain(
      'STAND-IN',
    );
    expect((await stat(join(dataDir, 'secrets.json'))).mode % 0o100).toBe(0);
    await client.close();
    await second.stop();
    await second.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
});

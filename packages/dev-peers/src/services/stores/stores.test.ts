import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { credentials } from '@grpc/grpc-js';
import { motoForTests, startAwsStandIn, startMotoInFolder } from '../../aws';
import { startGcpStandIn, type GcpStandIn } from '../../gcp';
import { openStore, type AwsServiceStore } from '.';

jest.setTimeout(60_000);

const FIRST = { username: 'payments_a', password: 'first-password-Wd7nQ' };
const SECOND = { username: 'payments_b', password: 'second-password-Xe8mR' };

const { binary } = motoForTests();
const awsServers = [
  { name: 'our stand-in', start: () => startAwsStandIn() },
  ...(binary === undefined
    ? []
    : [{ name: 'moto', start: () => startMotoInFolder(binary) }]),
];

describe.each(awsServers)('a service on AWS Secrets Manager: $name', world => {
  let server: Awaited<ReturnType<typeof world.start>>;
  let client: SecretsManagerClient;
  let store: AwsServiceStore;

  beforeAll(async () => {
    server = await world.start();
    store = {
      kind: 'aws',
      endpoint: server.address,
      region: 'eu-central-1',
      accessKeyId: 'key-of-a-service',
      secretAccessKey: 'secret-of-a-service',
      path: 'payments/db-login',
    };
    const { endpoint, region } = store;
    client = new SecretsManagerClient({ endpoint, region, credentials: store });
  });
  afterAll(async () => {
    client?.destroy();
    await server?.stop();
  });

  it('reads AWSCURRENT, and nothing that only waits', async () => {
    const reader = openStore(store);
    await expect(reader.readValue()).rejects.toThrow();
    const { VersionId: first } = await client.send(
      new CreateSecretCommand({
        Name: store.path,
        SecretString: JSON.stringify(FIRST),
      }),
    );
    await expect(reader.readValue()).resolves.toEqual({
      version: first,
      fields: FIRST,
    });
    const { VersionId: second } = await client.send(
      new PutSecretValueCommand({
        SecretId: store.path,
        SecretString: JSON.stringify(SECOND),
        VersionStages: ['AWSPENDING'],
      }),
    );
    await expect(reader.readValue()).resolves.toMatchObject({
      fields: FIRST,
    });
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: store.path,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: first,
        MoveToVersionId: second,
      }),
    );
    await expect(reader.readValue()).resolves.toEqual({
      version: second,
      fields: SECOND,
    });
  });
});

describe('a service on GCP Secret Manager: our stand-in', () => {
  let standIn: GcpStandIn;
  let client: SecretManagerServiceClient;

  beforeAll(async () => {
    standIn = await startGcpStandIn();
    const [host, port] = standIn.endpoint.split(':');
    client = new SecretManagerServiceClient({
      apiEndpoint: host,
      port: Number(port),
      sslCreds: credentials.createInsecure(),
      clientOptions: { universeDomain: 'googleapis.com' },
    });
  });
  afterAll(async () => {
    await client?.close();
    standIn?.stop();
  });

  it('reads the version that its alias names, or the latest', async () => {
    const parent = 'projects/payments-prod';
    const name = `${parent}/secrets/payments-db-login`;
    const add = async (login: object) =>
      client.addSecretVersion({
        parent: name,
        payload: { data: Buffer.from(JSON.stringify(login)) },
      });
    await client.createSecret({
      parent,
      secretId: 'payments-db-login',
      secret: { replication: { automatic: {} } },
    });
    await add(FIRST);
    await client.updateSecret({
      secret: { name, versionAliases: { current: 1 } },
      updateMask: { paths: ['version_aliases'] },
    });
    await add(SECOND);
    const read = async (version: string) => {
      const reader = openStore({
        kind: 'gcp',
        endpoint: standIn.endpoint,
        project: 'payments-prod',
        path: 'payments-db-login',
        version,
      });
      return reader.readValue();
    };
    await expect(read('current')).resolves.toEqual({
      version: '1',
      fields: FIRST,
    });
    await expect(read('latest')).resolves.toEqual({
      version: '2',
      fields: SECOND,
    });
    await expect(read('absent')).rejects.toThrow();
  });
});

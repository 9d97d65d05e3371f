import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { credentials } from '@grpc/grpc-js';
import { startGcpProcess } from '@keyturn/dev-peers/gcp';
import { z } from 'zod';
import type { StoredCopy, StoreKind, StoreView } from './contracts';

const PARENT = 'projects/payments-prod';
const SECRET_ID = 'payments-db-login';
const NAME = `${PARENT}/secrets/${SECRET_ID}`;
const STAGING = 'keyturn-staging';
const ALIAS = 'current';
const TIMEOUT_MS = 10_000;

const settingsShape = z.object({ endpoint: z.string() });
const fieldsShape = z.record(z.string(), z.string());

/** GCP Secret Manager, whose consumers read an alias. */
export const gcpAlias = gcpReadThrough('an alias');

/** GCP Secret Manager, whose consumers read the newest version. */
export const gcpLatest = gcpReadThrough('latest');

function gcpReadThrough(readers: 'an alias' | 'latest'): StoreKind {
  const alias = readers === 'latest' ? undefined : ALIAS;
  return {
    name: `GCP Secret Manager, read through ${readers}`,
    manager: 'GCP Secret Manager',
    standIn: "a gRPC server of ours on Google's .proto files",
    failpoints: 'store',
    missing: () => undefined,
    start: async folder => {
      const server = await startGcpProcess({ dataDir: folder });
      const { endpoint, pid } = server;
      const client = clientAt(endpoint);
      await createSecret(client, STAGING);
      return {
        pid,
        entry: { kind: 'gcp', project: 'payments-prod', endpoint, alias },
        serviceAccess: {
          kind: 'gcp',
          endpoint,
          project: 'payments-prod',
          path: SECRET_ID,
          version: alias ?? 'latest',
        },
        settings: { endpoint },
        write: async fields => {
          await createSecret(client, SECRET_ID);
          await addVersion(client, fields);
          if (alias) await pointTo(client, 1);
        },
        stop: async () => {
          await client.close();
          await server.stop();
        },
      };
    },
    view: settings =>
      gcpView(settingsShape.parse(settings).endpoint, alias !== undefined),
  };
}

/** Looks at all secrets by Google's own client. */
function gcpView(endpoint: string, hasAlias: boolean): StoreView {
  const client = clientAt(endpoint);
  const options = { timeout: TIMEOUT_MS };

  async function copiesIn(name: string, isStaged: boolean) {
    const copies: StoredCopy[] = [];
    const [versions] = await client.listSecretVersions(
      { parent: name },
      options,
    );
    for (const version of versions) {
      if (version.state !== 'ENABLED') continue;
      const [read] = await client.accessSecretVersion(
        { name: version.name },
        options,
      );
      const text = Buffer.from(read.payload?.data ?? '').toString('utf8');
      const id = lastPart(version.name);
      copies.push({
        id: isStaged ? `${lastPart(name)}#${id}` : id,
        isStaged,
        fields: fieldsShape.parse(JSON.parse(text)),
      });
    }
    return copies;
  }

  return {
    current: async () => {
      if (hasAlias) {
        const [secret] = await client.getSecret({ name: NAME }, options);
        const number = secret.versionAliases?.[ALIAS];
        return number === undefined ? undefined : String(number);
      }
      const [version] = await client.getSecretVersion(
        { name: `${NAME}/versions/latest` },
        options,
      );
      return lastPart(version.name);
    },
    copies: async () => {
      const [secrets] = await client.listSecrets({ parent: PARENT }, options);
      const staged = secrets
        .map(({ name }) => lastPart(name))
        .filter(id => id.startsWith(`${STAGING}_`));
      const copies = await copiesIn(NAME, false);
      for (const id of staged) {
        copies.push(...(await copiesIn(`${PARENT}/secrets/${id}`, true)));
      }
      return copies;
    },
  };
}

async function createSecret(
  client: SecretManagerServiceClient,
  secretId: string,
): Promise<void> {
  await client.createSecret({
    parent: PARENT,
    secretId,
    secret: { replication: { automatic: {} } },
  });
}

async function addVersion(
  client: SecretManagerServiceClient,
  fields: object,
): Promise<void> {
  await client.addSecretVersion({
    parent: NAME,
    payload: { data: Buffer.from(JSON.stringify(fields)) },
  });
}

async function pointTo(
  client: SecretManagerServiceClient,
  version: number,
): Promise<void> {
  await client.updateSecret({
    secret: { name: NAME, versionAliases: { [ALIAS]: version } },
    updateMask: { paths: ['version_aliases'] },
  });
}

/** The parts before it have the project's number, whatever it was asked by. */
function lastPart(name: string | null | undefined): string {
  return name?.split('/').at(-1) ?? '';
}

function clientAt(endpoint: string): SecretManagerServiceClient {
  const [host, port] = endpoint.split(':');
  return new SecretManagerServiceClient({
    apiEndpoint: host,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    // Else the client would look for credentials to learn it.
    clientOptions: { universeDomain: 'googleapis.com' },
  });
}

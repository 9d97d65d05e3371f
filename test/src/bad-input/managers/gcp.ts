import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import {
  startGcpStandIn,
  startGrpcInterceptProxy,
  type GcpPassage,
} from '@keyturn/dev-peers/gcp';
import { credentials, status } from '@grpc/grpc-js';
import {
  CANARY,
  overSize,
  type Ends,
  type LoginOf,
  type Manager,
} from './Manager';

const PROJECT = 'payments-prod';
const PROVIDER_TEXT = 'Expected OAuth 2 access token of robot-17@internal';
const MOST_BYTES = 64 * 1024;

/** Our stand-in for GCP Secret Manager, in this process. */
export async function startGcp(loginOf: LoginOf, ends: Ends): Promise<Manager> {
  const standIn = await startGcpStandIn();
  ends.push(async () => standIn.stop());
  const carriedOut: string[] = [];
  const record: GcpPassage = async (method, carryOut) => {
    const answer = await carryOut();
    carriedOut.push(method);
    return answer;
  };
  const port = await standIn.openPort(record);
  const closed = await startGrpcInterceptProxy(
    standIn.endpoint,
    { request: 1, moment: 'before' },
    async () => ({
      code: status.UNAUTHENTICATED,
      details: `Request had invalid credentials. ${PROVIDER_TEXT}`,
    }),
  );
  ends.push(() => closed.close());
  const entry = (own: object) => ({
    kind: 'gcp' as const,
    project: PROJECT,
    endpoint: port.endpoint,
    ...own,
  });
  await seed(standIn.endpoint, {
    'keyturn-staging': undefined,
    'payments-right': Buffer.from(JSON.stringify(loginOf('right'))),
    'payments-place': Buffer.from(JSON.stringify(loginOf('place'))),
    'payments-forbidden': Buffer.from(JSON.stringify(loginOf('forbidden'))),
    'payments-expired': Buffer.from(JSON.stringify(loginOf('expired'))),
    'payments-binary': Buffer.from([0xff, 0xfe, ...Buffer.from(CANARY)]),
    'payments-over-size': Buffer.from(
      overSize(loginOf('over-size'), MOST_BYTES - 8),
    ),
  });
  standIn.takeRight('secretmanager.versions.access', /payments-forbidden/);
  return {
    description: 'our stand-in for GCP Secret Manager',
    right: { entry: entry({}), path: 'payments-right' },
    inputs: [
      {
        mistake: 'wrong place',
        entry: entry({ project: 'payments-typo' }),
        path: 'payments-place',
        reason: /does not exist/i,
      },
      {
        mistake: 'forbidden path',
        entry: entry({}),
        path: 'payments-forbidden',
        reason: /service account may not/i,
      },
      {
        mistake: 'expired credential',
        entry: entry({ endpoint: closed.endpoint }),
        path: 'payments-expired',
        reason: /credential/i,
      },
      {
        mistake: 'missing secret',
        entry: entry({}),
        path: 'payments-missing',
        reason: /no value|does not exist/i,
      },
      {
        mistake: 'binary value',
        entry: entry({}),
        path: 'payments-binary',
        reason: /binary|text/i,
      },
      {
        mistake: 'over-size value',
        entry: entry({}),
        path: 'payments-over-size',
        reason: /large|bytes|KiB/i,
      },
    ],
    hidden: [port.endpoint, closed.endpoint, PROVIDER_TEXT],
    writes: () =>
      carriedOut.filter(method => !/^(Get|List|Access|Test)/.test(method)),
  };
}

/** Makes secrets, each with a version where there is one to make. */
async function seed(
  endpoint: string,
  secrets: Readonly<Record<string, Buffer | undefined>>,
): Promise<void> {
  const { hostname, port } = new URL(`grpc://${endpoint}`);
  const client = new SecretManagerServiceClient({
    apiEndpoint: hostname,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    clientOptions: { universeDomain: 'googleapis.com' },
  });
  const parent = `projects/${PROJECT}`;
  for (const [secretId, data] of Object.entries(secrets)) {
    await client.createSecret({
      parent,
      secretId,
      secret: { replication: { automatic: {} } },
    });
    if (data) {
      await client.addSecretVersion({
        parent: `${parent}/secrets/${secretId}`,
        payload: { data },
      });
    }
  }
  await client.close();
}

import { join } from 'node:path';
import {
  CreateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  findMotoServer,
  startAwsStandIn,
  startMoto,
  startInterceptProxy,
  startRecordingProxy,
  type CannedAnswer,
} from '@keyturn/dev-peers';
import {
  CANARY,
  overSize,
  type Ends,
  type LoginOf,
  type Manager,
} from './Manager';

const REGION = 'eu-central-1';
const OTHER_REGION = 'us-west-2';
const MOST_BYTES = 64 * 1024;
const CREDENTIALS = {
  accessKeyId: 'AKIABADINPUT',
  secretAccessKey: 'secret-of-the-bad-input-Wq82',
};
/** In the manner of AWS, which names who asked, from where, and for what. */
const PROVIDER_TEXT =
  'User: arn:aws:iam::123456789012:user/keyturn-Zx91 is not authorized at node-17.aws.internal';

/** Moto where the machine has it, else our stand-in for AWS Secrets Manager. */
export async function startAws(
  folder: string,
  loginOf: LoginOf,
  ends: Ends,
): Promise<Manager> {
  const binary = findMotoServer();
  const server = binary
    ? await startMoto({ binary, dataDir: join(folder, 'secrets-manager-aws') })
    : await startAwsStandIn();
  ends.push(() => server.stop());
  // The stand-in is one region.
  const elsewhere = binary ? undefined : await startAwsStandIn();
  if (elsewhere) ends.push(() => elsewhere.stop());
  const proxies = [
    await startRecordingProxy(server.address),
    await startRecordingProxy(elsewhere?.address ?? server.address),
  ];
  const [here, there] = proxies.map(({ address }) => address);
  const refusals = [
    await refuseAll(server.address, 'AccessDeniedException'),
    await refuseAll(server.address, 'ExpiredTokenException'),
  ];
  for (const each of [...proxies, ...refusals]) ends.push(() => each.close());
  const [forbidden, expired] = refusals.map(({ address }) => address);
  const entry = (endpoint: string, region = REGION) => ({
    kind: 'aws' as const,
    region,
    endpoint,
  });
  const client = new SecretsManagerClient({
    endpoint: server.address,
    region: REGION,
    credentials: CREDENTIALS,
  });
  const path = (name: string) => `payments/${name}`;
  for (const name of ['right', 'place', 'forbidden', 'expired']) {
    await client.send(
      new CreateSecretCommand({
        Name: path(name),
        SecretString: JSON.stringify(loginOf(name)),
      }),
    );
  }
  await client.send(
    new CreateSecretCommand({
      Name: path('binary'),
      SecretBinary: Buffer.from([0xff, 0xfe, ...Buffer.from(CANARY)]),
    }),
  );
  await client.send(
    new CreateSecretCommand({
      Name: path('over-size'),
      SecretString: overSize(loginOf('over-size'), MOST_BYTES - 8),
    }),
  );
  client.destroy();
  const inputs: Manager['inputs'] = [
    {
      mistake: 'wrong place',
      entry: entry(there, OTHER_REGION),
      path: path('place'),
      reason: /no value|does not exist/i,
    },
    {
      mistake: 'forbidden path',
      entry: entry(forbidden),
      path: path('forbidden'),
      reason: /credential .*lacks secretsmanager:/i,
    },
    {
      mistake: 'expired credential',
      entry: entry(expired),
      path: path('expired'),
      reason: /does not accept the credential/i,
    },
    {
      mistake: 'missing secret',
      entry: entry(here),
      path: path('missing'),
      reason: /no value|does not exist/i,
    },
    {
      mistake: 'binary value',
      entry: entry(here),
      path: path('binary'),
      reason: /binary|text/i,
    },
    {
      mistake: 'over-size value',
      entry: entry(here),
      path: path('over-size'),
      reason: /large|bytes|KiB/i,
    },
  ];
  return {
    description: binary ? 'moto' : 'our stand-in for AWS Secrets Manager',
    right: { entry: entry(here), path: path('right') },
    inputs,
    configuration: { aws: { mainAccount: CREDENTIALS } },
    hidden: [
      ...[...proxies, ...refusals].map(({ address }) => new URL(address).host),
      CREDENTIALS.accessKeyId,
      CREDENTIALS.secretAccessKey,
      PROVIDER_TEXT,
      'arn:aws:iam',
      'aws.internal',
    ],
    writes: () =>
      proxies
        .flatMap(({ requests }) => requests)
        .filter(({ status }) => status < 300)
        .map(({ headers }) => String(headers['x-amz-target']))
        .filter(target => !/\.(Get|List|Describe)/.test(target)),
  };
}

/** AWS as it is to a credential that it does not take. */
function refuseAll(address: string, type: string) {
  const answer: CannedAnswer = {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: type, Message: PROVIDER_TEXT }),
  };
  const first = { request: 1, moment: 'before' } as const;
  return startInterceptProxy(address, first, async () => answer);
}

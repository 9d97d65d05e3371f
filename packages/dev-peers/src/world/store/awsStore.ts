import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { findMotoServer, startAwsStandIn, startMoto } from '../../aws';
import type { StoreOperator, WorldStore } from './WorldStore';

const REGION = 'eu-central-1';
/** Neither moto nor our stand-in looks at them. */
const CREDENTIALS = {
  keyturn: { accessKeyId: 'AKIAKEYTURN', secretAccessKey: 'of-keyturn' },
  services: { accessKeyId: 'AKIASERVICES', secretAccessKey: 'of-services' },
  operator: { accessKeyId: 'AKIAOPERATOR', secretAccessKey: 'of-operator' },
};

/**
 * Starts moto where the machine has it, else our stand-in for AWS Secrets Manager inside this process. Both keep
 * secrets in memory: a restart begins empty.
 * @internal
 */
export async function startAwsStore(
  { dataDir, port }: { readonly dataDir: string; readonly port: number },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<WorldStore> {
  const binary = findMotoServer(env);
  const server = binary
    ? await startMoto({ binary, dataDir, port })
    : { ...(await startAwsStandIn()), pid: undefined };
  const { address, pid } = server;
  return {
    kind: 'aws',
    description: binary
      ? 'moto, an emulator of AWS Secrets Manager'
      : 'our stand-in for AWS Secrets Manager (no moto_server was found)',
    isStandIn: true,
    pid,
    entry: { kind: 'aws', region: REGION, endpoint: address },
    configuration: { aws: { mainAccount: CREDENTIALS.keyturn } },
    operator: awsOperator(address),
    serviceStore: path => ({
      kind: 'aws',
      endpoint: address,
      region: REGION,
      ...CREDENTIALS.services,
      path,
    }),
    discard: async () => undefined,
    stop: () => server.stop(),
  };
}

/**
 * Acts on AWS Secrets Manager at an address. AWS cannot delete a version: what counts as gone there is that no label
 * leads to it.
 * @internal
 */
export function awsOperator(endpoint: string): StoreOperator {
  const client = new SecretsManagerClient({
    endpoint,
    region: REGION,
    credentials: CREDENTIALS.operator,
  });

  async function labelsOf(path: string) {
    const described = await client
      .send(new DescribeSecretCommand({ SecretId: path }))
      .catch(unlessAbsent);
    return described && Object.entries(described.VersionIdsToStages ?? {});
  }

  return {
    write: async (path, fields) => {
      const SecretString = JSON.stringify(fields);
      await ((await labelsOf(path))
        ? client.send(
            new PutSecretValueCommand({ SecretId: path, SecretString }),
          )
        : client.send(new CreateSecretCommand({ Name: path, SecretString })));
    },
    read: async (path, wanted) => {
      const [id] =
        (await labelsOf(path))?.find(([version, labels]) =>
          wanted === undefined
            ? labels.includes('AWSCURRENT')
            : version === wanted && labels.length > 0,
        ) ?? [];
      if (id === undefined) {
        return undefined;
      }
      const { SecretString } = await client.send(
        new GetSecretValueCommand({ SecretId: path, VersionId: id }),
      );
      return { id, fields: JSON.parse(SecretString ?? '') };
    },
  };
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof ResourceNotFoundException)) {
    throw error;
  }
  return undefined;
}

import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { findMotoServer, startMoto } from '@keyturn/dev-peers';
import { SECRET_PATH } from '@keyturn/dev-peers/world';
import { z } from 'zod';
import type { StoredCopy, StoreKind, StoreView } from './contracts';

const REGION = 'eu-central-1';
/** Moto takes any. */
const CREDENTIALS = {
  keyturn: { accessKeyId: 'AKIAKEYTURN', secretAccessKey: 'of-keyturn' },
  services: { accessKeyId: 'AKIASERVICES', secretAccessKey: 'of-the-services' },
  oracle: { accessKeyId: 'AKIAORACLE', secretAccessKey: 'of-the-oracle' },
};

const settingsShape = z.object({ address: z.string() });
const fieldsShape = z.record(z.string(), z.string());

/** AWS Secrets Manager as moto does it, where the machine has moto. */
export const awsMoto: StoreKind = {
  name: 'AWS Secrets Manager',
  manager: 'AWS Secrets Manager',
  standIn: 'moto, an emulator',
  failpoints: 'store',
  // AWS removes no version that is younger than a day, and preflight refuses a secret with too many.
  mostRuns: 25,
  missing: () =>
    findMotoServer()
      ? undefined
      : 'moto (no moto_server found; set KEYTURN_MOTO_SERVER)',
  start: async folder => {
    const binary = findMotoServer();
    if (!binary) throw new Error('There is no moto on this machine');
    const { address, pid, stop } = await startMoto({
      binary,
      dataDir: folder,
    });
    const client = clientAt(address);
    return {
      pid,
      entry: { kind: 'aws', region: REGION, endpoint: address },
      configuration: { aws: { mainAccount: CREDENTIALS.keyturn } },
      serviceAccess: {
        kind: 'aws',
        endpoint: address,
        region: REGION,
        ...CREDENTIALS.services,
        path: SECRET_PATH,
      },
      settings: { address },
      write: async fields => {
        await client.send(
          new CreateSecretCommand({
            Name: SECRET_PATH,
            SecretString: JSON.stringify(fields),
          }),
        );
      },
      stop: async () => {
        client.destroy();
        await stop();
      },
    };
  },
  view: settings => awsView(settingsShape.parse(settings).address),
};

/**
 * Looks at all labels of the secret. A version without any cannot be deleted in AWS: what counts as gone there is that
 * no label leads to it.
 */
function awsView(address: string): StoreView {
  const client = clientAt(address);

  async function labels(): Promise<Array<[id: string, labels: string[]]>> {
    const described = await client
      .send(new DescribeSecretCommand({ SecretId: SECRET_PATH }))
      .catch(error => {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      });
    const all = Object.entries(described?.VersionIdsToStages ?? {});
    return all.filter(([, stages]) => stages.length > 0);
  }

  async function fieldsOf(id: string) {
    const { SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId: SECRET_PATH, VersionId: id }),
    );
    return fieldsShape.parse(JSON.parse(SecretString ?? ''));
  }

  return {
    current: async () => {
      const all = await labels();
      return all.find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
    },
    copies: async () => {
      const copies: StoredCopy[] = [];
      for (const [id, stages] of await labels()) {
        const fields = await fieldsOf(id);
        const ofRuns = stages.filter(isOfRun);
        if (ofRuns.length > 0) {
          copies.push({ id: `${id}#waiting`, isStaged: true, fields });
        }
        if (ofRuns.length < stages.length) {
          copies.push({ id, isStaged: false, fields });
        }
      }
      return copies;
    },
  };
}

/** Whether a label says that a run is under way; nothing of it may be left behind. */
function isOfRun(label: string): boolean {
  return label === 'AWSPENDING' || label.startsWith('keyturn/');
}

function clientAt(address: string): SecretsManagerClient {
  return new SecretsManagerClient({
    region: REGION,
    endpoint: address,
    credentials: CREDENTIALS.oracle,
  });
}

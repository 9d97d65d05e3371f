import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { TEST_CREDENTIAL, type TestCredential } from './testStore';

/** A person with the AWS command line, past the store. */
export class ForeignHand {
  readonly client: SecretsManagerClient;

  constructor(
    endpoint: string,
    as: { credential?: TestCredential; region?: string } = {},
  ) {
    this.client = new SecretsManagerClient({
      region: as.region ?? 'eu-central-1',
      endpoint,
      credentials: as.credential ?? TEST_CREDENTIAL,
    });
  }

  /** Makes a value current, and the secret if there is none. */
  async writeValue(name: string, value: SecretValue): Promise<string> {
    const fields = value.fieldNames.map(key => [key, value.reveal(key)]);
    return this.write(name, JSON.stringify(Object.fromEntries(fields)));
  }

  /** Makes a text current, and the secret if there is none. */
  async write(name: string, text: string): Promise<string> {
    const current = await this.current(name);
    if (current === undefined) {
      const made = await this.client.send(
        new CreateSecretCommand({ Name: name, SecretString: text }),
      );
      return idOf(made);
    }
    // In two requests: moto deviates where one does both (exemption `current-twice`).
    const put = await this.client.send(
      new PutSecretValueCommand({
        SecretId: name,
        SecretString: text,
        VersionStages: ['by-hand'],
      }),
    );
    await this.client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: name,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: current,
        MoveToVersionId: put.VersionId,
      }),
    );
    return idOf(put);
  }

  /** Makes a secret without a value. */
  async createEmpty(name: string): Promise<void> {
    await this.client.send(new CreateSecretCommand({ Name: name }));
  }

  /** What consumers read. */
  async read(name: string): Promise<string | undefined> {
    const answer = await this.client.send(
      new GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSCURRENT' }),
    );
    return answer.SecretString;
  }

  /** The labels of every version that has any. */
  async labels(name: string): Promise<Record<string, string[]>> {
    const described = await this.client.send(
      new DescribeSecretCommand({ SecretId: name }),
    );
    return Object.fromEntries(
      Object.entries(described.VersionIdsToStages ?? {}).filter(
        ([, labels]) => labels.length > 0,
      ),
    );
  }

  /** Whether a secret of the name exists. */
  async exists(name: string): Promise<boolean> {
    try {
      await this.labels(name);
      return true;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return false;
      }
      throw error;
    }
  }

  private async current(name: string): Promise<string | undefined> {
    if (!(await this.exists(name))) {
      return undefined;
    }
    const all = Object.entries(await this.labels(name));
    return all.find(([, labels]) => labels.includes('AWSCURRENT'))?.[0];
  }
}

function idOf({ VersionId }: { VersionId?: string }): string {
  if (!VersionId) {
    throw new Error('The answer has no version');
  }
  return VersionId;
}

import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  paginateListSecrets,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { StoredContent } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { ForeignHand } from './ForeignHand';

/** A person with the AWS command line who also takes things away. */
export class ConformanceHand extends ForeignHand {
  /** Makes bytes the first version of a secret; the version's id. */
  async createBinary(name: string, bytes: Uint8Array): Promise<string> {
    const made = await this.client.send(
      new CreateSecretCommand({ Name: name, SecretBinary: bytes }),
    );
    return made.VersionId ?? '';
  }

  /** What consumers read. */
  async content(name: string): Promise<StoredContent | undefined> {
    return this.#read(name, { VersionStage: 'AWSCURRENT' });
  }

  /** The contents of all versions that can still be read. */
  async everything(name: string): Promise<StoredContent[]> {
    const found: StoredContent[] = [];
    // Moto fails, instead of saying so, where there is no such secret.
    if (!(await this.exists(name))) return found;
    const { Versions = [] } = await this.client.send(
      new ListSecretVersionIdsCommand({
        SecretId: name,
        IncludeDeprecated: true,
      }),
    );
    for (const { VersionId } of Versions) {
      const content = await this.#read(name, { VersionId });
      if (content) found.push(content);
    }
    return found;
  }

  /** Takes labels off the versions of a secret. */
  async removeLabels(
    name: string,
    isMeant: (label: string) => boolean,
  ): Promise<void> {
    for (const [version, labels] of Object.entries(await this.labels(name))) {
      for (const label of labels.filter(isMeant)) {
        await this.client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: name,
            VersionStage: label,
            RemoveFromVersionId: version,
          }),
        );
      }
    }
  }

  /** Removes a secret at once. */
  async remove(name: string): Promise<void> {
    await unlessAbsent(() =>
      this.client.send(
        new DeleteSecretCommand({
          SecretId: name,
          ForceDeleteWithoutRecovery: true,
        }),
      ),
    );
  }

  /** Removes every secret whose name begins with one of the prefixes. */
  async removeBelow(prefixes: readonly string[]): Promise<void> {
    const pages = paginateListSecrets(
      { client: this.client },
      { Filters: [{ Key: 'name', Values: [...prefixes] }] },
    );
    const names: string[] = [];
    for await (const { SecretList = [] } of pages) {
      names.push(...SecretList.flatMap(({ Name }) => Name ?? []));
    }
    for (const name of names) {
      if (prefixes.some(prefix => name.startsWith(prefix))) {
        await this.remove(name);
      }
    }
  }

  async #read(
    name: string,
    which: { VersionId?: string; VersionStage?: string },
  ): Promise<StoredContent | undefined> {
    const answer = await unlessAbsent(() =>
      this.client.send(new GetSecretValueCommand({ SecretId: name, ...which })),
    );
    const { SecretString: text, SecretBinary: bytes } = answer ?? {};
    if (text !== undefined) return { text };
    return bytes && { bytes };
  }
}

async function unlessAbsent<T>(
  action: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

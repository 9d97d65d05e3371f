import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  paginateListSecretVersionIds,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type DescribeSecretResponse,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  MisconfiguredError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { CURRENT } from '../versions/runVersions';
import { AbsentError, LabelsMovedError, type AwsRequest } from './failures';
import { sendRequest } from './sendRequest';
import type { WriteBudget } from './WriteBudgets';

/** What one look at a secret shows, without values. */
export interface SecretLook {
  /** The version that consumers read; absent when they can read none. */
  readonly current?: string;
  /** The labels of each version that has any. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly isScheduledForDeletion: boolean;
  /** The whole answer, for preflight. */
  readonly description: DescribeSecretResponse;
}

/** One version as the listing tells of it. */
export interface ListedVersion {
  readonly id: string;
  readonly createdAt: Date;
  readonly labels: readonly string[];
}

/** Where a label stands and where it is to go. */
export interface LabelMove {
  readonly label: string;
  readonly from?: string;
  readonly to?: string;
}

/** The requests that the store makes. They throw the errors of the contract alone. */
export class SecretsManager {
  readonly #client: SecretsManagerClient;
  readonly #budget: WriteBudget;

  constructor(client: SecretsManagerClient, budget: WriteBudget) {
    this.#client = client;
    this.#budget = budget;
  }

  /** `undefined`: there is no such secret. */
  async look(
    secret: string,
    context: EffectContext,
  ): Promise<SecretLook | undefined> {
    const description = await this.#read(
      { action: 'DescribeSecret', secret },
      context,
      abortSignal =>
        this.#client.send(new DescribeSecretCommand({ SecretId: secret }), {
          abortSignal,
        }),
    );
    if (!description) {
      return undefined;
    }
    const labels = new Map(
      Object.entries(description.VersionIdsToStages ?? {}),
    );
    const isScheduledForDeletion = description.DeletedDate !== undefined;
    const [current] =
      [...labels].find(([, stages]) => stages.includes(CURRENT)) ?? [];
    return {
      current: isScheduledForDeletion ? undefined : current,
      labels,
      isScheduledForDeletion,
      description,
    };
  }

  /** Every version that AWS still knows, also those without a label, oldest first. None: there is no such secret. */
  async list(
    secret: string,
    context: EffectContext,
  ): Promise<readonly ListedVersion[]> {
    const versions = await this.#read(
      { action: 'ListSecretVersionIds', secret },
      context,
      async abortSignal => {
        const pages = paginateListSecretVersionIds(
          { client: this.#client, pageSize: 100 },
          { SecretId: secret, IncludeDeprecated: true },
          { abortSignal },
        );
        const found: ListedVersion[] = [];
        for await (const page of pages) {
          for (const version of page.Versions ?? []) {
            if (version.VersionId && version.CreatedDate) {
              found.push({
                id: version.VersionId,
                createdAt: version.CreatedDate,
                labels: version.VersionStages ?? [],
              });
            }
          }
        }
        return found;
      },
    );
    return (versions ?? []).sort(
      (one, other) => one.createdAt.getTime() - other.createdAt.getTime(),
    );
  }

  /**
   * The text of a version, `undefined` when it is gone.
   * @throws MisconfiguredError when it is binary
   */
  async readText(
    secret: string,
    version: string,
    context: EffectContext,
  ): Promise<string | undefined> {
    const answer = await this.#read(
      { action: 'GetSecretValue', secret },
      context,
      abortSignal =>
        this.#client.send(
          new GetSecretValueCommand({ SecretId: secret, VersionId: version }),
          { abortSignal },
        ),
    );
    if (answer?.SecretBinary) {
      throw new MisconfiguredError(
        'The secret is binary, and Keyturn rotates text and JSON alone',
        'Store it as text, for example PEM or base64',
      );
    }
    return answer?.SecretString;
  }

  /**
   * Writes a version. The same id with the same text is written once.
   * @returns the labels that the version has then
   * @throws TakenError when the id belongs to a version with another text
   */
  async put(
    secret: string,
    version: { id: string; text: string; labels: readonly string[] },
    context: EffectContext,
  ): Promise<readonly string[]> {
    const answer = await this.#write(
      { action: 'PutSecretValue', secret },
      context,
      abortSignal =>
        this.#client.send(
          new PutSecretValueCommand({
            SecretId: secret,
            ClientRequestToken: version.id,
            SecretString: version.text,
            VersionStages: [...version.labels],
          }),
          { abortSignal },
        ),
    );
    return answer.VersionStages ?? [];
  }

  /**
   * Moves a label; without `to` it is removed, without `from` it must be free.
   * @throws LabelsMovedError when it stands elsewhere
   */
  async moveLabel(
    secret: string,
    move: LabelMove,
    context: EffectContext,
  ): Promise<void> {
    await this.#write(
      { action: 'UpdateSecretVersionStage', secret },
      context,
      abortSignal =>
        this.#client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: secret,
            VersionStage: move.label,
            RemoveFromVersionId: move.from,
            MoveToVersionId: move.to,
          }),
          { abortSignal },
        ),
    );
  }

  /** Removes a label from a version. It is success when it does not stand there. */
  async removeLabel(
    secret: string,
    move: { label: string; from: string },
    context: EffectContext,
  ): Promise<void> {
    try {
      await this.moveLabel(secret, move, context);
    } catch (error) {
      if (
        !(error instanceof LabelsMovedError || error instanceof AbsentError)
      ) {
        throw error;
      }
    }
  }

  /**
   * Creates a secret with its first version, which is current at once.
   * @throws TakenError when the name is taken
   */
  async create(
    secret: string,
    version: { id: string; text: string; kmsKeyId?: string },
    context: EffectContext,
  ): Promise<void> {
    await this.#write(
      { action: 'CreateSecret', secret },
      context,
      abortSignal =>
        this.#client.send(
          new CreateSecretCommand({
            Name: secret,
            ClientRequestToken: version.id,
            SecretString: version.text,
            KmsKeyId: version.kmsKeyId,
          }),
          { abortSignal },
        ),
    );
  }

  /** Deletes a secret with all its versions, at once. Nothing there is success. */
  async deleteForGood(secret: string, context: EffectContext): Promise<void> {
    try {
      await this.#write(
        { action: 'DeleteSecret', secret },
        context,
        abortSignal =>
          this.#client.send(
            new DeleteSecretCommand({
              SecretId: secret,
              ForceDeleteWithoutRecovery: true,
            }),
            { abortSignal },
          ),
      );
    } catch (error) {
      if (!(error instanceof AbsentError)) {
        throw error;
      }
    }
  }

  async #read<T>(
    request: AwsRequest,
    context: EffectContext,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await sendRequest(request, context, send);
    } catch (error) {
      if (error instanceof AbsentError) {
        return undefined;
      }
      throw error;
    }
  }

  async #write<T>(
    request: AwsRequest,
    context: EffectContext,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    await this.#budget.take(context.signal);
    return sendRequest(request, context, send);
  }
}

import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  paginateListSecretVersionIds,
  type DescribeSecretResponse,
  type ListSecretsResponse,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { EffectContext } from '@keyturn/backstage-plugin-secret-rotation-node';
import { CURRENT } from '../versions/runVersions';
import { AbsentError, type AwsRequest } from './failures';
import { sendRequest } from './sendRequest';
import { storedTextOf, type StoredText } from './StoredText';

const VERSION_ID = /^[A-Za-z0-9_+=.@!-]{32,64}$/;

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

/** The requests that read. What does not exist is no error. */
export class SecretReads {
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    this.#client = client;
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

  /** Some of the secrets whose names begin with a text, without those that are being deleted. */
  async page(
    request: { beginning: string; size: number; token?: string },
    context: EffectContext,
  ): Promise<ListSecretsResponse> {
    const { beginning, size, token } = request;
    return sendRequest({ action: 'ListSecrets' }, context, abortSignal =>
      this.#client.send(
        new ListSecretsCommand({
          MaxResults: size,
          NextToken: token,
          Filters:
            beginning === ''
              ? undefined
              : [{ Key: 'name', Values: [beginning] }],
        }),
        { abortSignal },
      ),
    );
  }

  /**
   * The text of a version, `undefined` when it is gone.
   * @throws MisconfiguredError when it is bytes that are no text
   */
  async readText(
    secret: string,
    version: string,
    context: EffectContext,
  ): Promise<StoredText | undefined> {
    if (!VERSION_ID.test(version)) {
      return undefined; // AWS refuses it, an emulator may take it for the current one.
    }
    const answer = await this.#read(
      { action: 'GetSecretValue', secret },
      context,
      abortSignal =>
        this.#client.send(
          new GetSecretValueCommand({ SecretId: secret, VersionId: version }),
          { abortSignal },
        ),
    );
    return answer && storedTextOf(answer);
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
}

import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { EffectContext } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AbsentError, LabelsMovedError, type AwsRequest } from './failures';
import { sendRequest } from './sendRequest';
import { contentOf, type StoredText } from './StoredText';
import type { WriteBudget } from './WriteBudgets';

/** Where a label stands and where it is to go. */
export interface LabelMove {
  readonly label: string;
  readonly from?: string;
  readonly to?: string;
}

/** The requests that change something. Each is counted against the write budget. */
export class SecretWrites {
  readonly #client: SecretsManagerClient;
  readonly #budget: WriteBudget;

  constructor(client: SecretsManagerClient, budget: WriteBudget) {
    this.#client = client;
    this.#budget = budget;
  }

  /**
   * Writes a version. The same id with the same text is written once.
   * @returns the labels that the version has then
   * @throws TakenError when the id belongs to a version with another text
   */
  async put(
    secret: string,
    version: { id: string; content: StoredText; labels: readonly string[] },
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
            ...contentOf(version.content),
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
    version: { id: string; content: StoredText; kmsKeyId?: string },
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
            ...contentOf(version.content),
            KmsKeyId: version.kmsKeyId,
          }),
          { abortSignal },
        ),
    );
  }

  /**
   * Has AWS rotate the secret now, as it is set up. The same token again goes on with the same rotation.
   * @throws UnavailableError while an earlier rotation is not complete
   */
  async rotate(
    secret: string,
    token: string,
    context: EffectContext,
  ): Promise<void> {
    await this.#write(
      { action: 'RotateSecret', secret },
      context,
      abortSignal =>
        this.#client.send(
          new RotateSecretCommand({
            SecretId: secret,
            ClientRequestToken: token,
            RotateImmediately: true,
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

  async #write<T>(
    request: AwsRequest,
    context: EffectContext,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    await this.#budget.take(context.signal);
    return sendRequest(request, context, send);
  }
}

import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { CredentialRefusedError, TakenError } from './failures';
import { sendRequest } from './sendRequest';
import type { WriteBudget } from './WriteBudgets';

/** Whether the credential may do an action. */
export interface ProbedRight {
  readonly action: string;
  /** Why not. */
  readonly denied?: PermissionDeniedError;
}

const NO_VERSION = 'keyturn-preflight-no-such-version-0';

/**
 * AWS has no way to ask for one's own rights that needs no further right. So requests are sent that it refuses in any
 * case: whoever lacks the right is refused for that. Nothing is written.
 */
export class RightsProbe {
  readonly #client: SecretsManagerClient;
  readonly #budget: WriteBudget;

  constructor(client: SecretsManagerClient, budget: WriteBudget) {
    this.#client = client;
    this.#budget = budget;
  }

  /** The rights that a rotation needs at a secret, beside those of looking at it and listing its versions. */
  async ofRotation(
    secret: string,
    context: EffectContext,
  ): Promise<ProbedRight[]> {
    const SecretId = secret;
    return Promise.all([
      this.#ofReading(secret, context),
      // Without a value.
      this.#probe('PutSecretValue', secret, context, signal =>
        this.#client.send(
          new PutSecretValueCommand({
            SecretId,
            ClientRequestToken: NO_VERSION,
          }),
          signal,
        ),
      ),
      // Removes a label that does not exist from a version that does not exist.
      this.#probe('UpdateSecretVersionStage', secret, context, signal =>
        this.#client.send(
          new UpdateSecretVersionStageCommand({
            SecretId,
            VersionStage: 'keyturn/preflight',
            RemoveFromVersionId: NO_VERSION,
          }),
          signal,
        ),
      ),
    ]);
  }

  /** The rights that having AWS rotate a secret needs, beside those of looking at it and listing its versions. */
  async ofManagedRotation(
    secret: string,
    context: EffectContext,
  ): Promise<ProbedRight[]> {
    const SecretId = secret;
    return Promise.all([
      this.#ofReading(secret, context),
      // With a token that is too short, and without an immediate rotation besides.
      this.#probe('RotateSecret', secret, context, signal =>
        this.#client.send(
          new RotateSecretCommand({
            SecretId,
            ClientRequestToken: '0',
            RotateImmediately: false,
          }),
          signal,
        ),
      ),
    ]);
  }

  /** The right to delete the secret where a first value waited. */
  async ofFirstValue(
    stagedSecret: string,
    context: EffectContext,
  ): Promise<ProbedRight> {
    return this.#probe('DeleteSecret', stagedSecret, context, signal =>
      this.#client.send(
        new DeleteSecretCommand({
          SecretId: stagedSecret,
          // The two exclude each other.
          ForceDeleteWithoutRecovery: true,
          RecoveryWindowInDays: 7,
        }),
        signal,
      ),
    );
  }

  async #ofReading(
    secret: string,
    context: EffectContext,
  ): Promise<ProbedRight> {
    return this.#probe('GetSecretValue', secret, context, signal =>
      this.#client.send(
        new GetSecretValueCommand({ SecretId: secret, VersionId: NO_VERSION }),
        signal,
      ),
    );
  }

  async #probe(
    action: string,
    secret: string,
    context: EffectContext,
    send: (options: { abortSignal: AbortSignal }) => Promise<unknown>,
  ): Promise<ProbedRight> {
    // AWS counts refused writes too.
    await this.#budget.take(context.signal);
    try {
      await sendRequest({ action, secret }, context, abortSignal =>
        send({ abortSignal }),
      );
    } catch (error) {
      if (error instanceof CredentialRefusedError) {
        throw error;
      }
      if (error instanceof PermissionDeniedError) {
        return { action, denied: error };
      }
      if (error instanceof UnavailableError && !(error instanceof TakenError)) {
        throw error;
      }
      // Refused for another reason, as it should be.
    }
    return { action };
  }
}

import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
  type IAMClientConfig,
} from '@aws-sdk/client-iam';
import {
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { AccessKey } from '../accessKeyFields';
import { AbsentError, asAdapterError, type IamRequest } from './failures';

const TIMEOUT_MS = 10_000;

/** An access key as AWS lists it. @internal */
export interface ListedKey {
  readonly id: string;
  readonly isActive: boolean;
  readonly createdAt?: Date;
}

/** The access keys of IAM users. Throws the errors of the contract alone. @internal */
export class AccessKeys {
  readonly #repeating: IAMClient;
  readonly #once: IAMClient;

  constructor(settings: IAMClientConfig) {
    this.#repeating = new IAMClient({ ...settings, maxAttempts: 3 });
    // A second try of a request whose answer was lost would make a second key.
    this.#once = new IAMClient({ ...settings, maxAttempts: 1 });
  }

  /** AWS allows two, active or not. */
  async list(user: string, context: EffectContext): Promise<ListedKey[]> {
    const { AccessKeyMetadata = [] } = await this.#send(
      { action: 'ListAccessKeys', user },
      context,
      abortSignal =>
        this.#repeating.send(new ListAccessKeysCommand({ UserName: user }), {
          abortSignal,
        }),
    );
    return AccessKeyMetadata.flatMap(({ AccessKeyId, Status, CreateDate }) =>
      AccessKeyId === undefined
        ? []
        : [
            {
              id: AccessKeyId,
              isActive: Status === 'Active',
              createdAt: CreateDate,
            },
          ],
    );
  }

  /** When a key was used last, as far as AWS knows by now; `undefined`: never. */
  async lastUsed(
    user: string,
    id: string,
    context: EffectContext,
  ): Promise<Date | undefined> {
    const { AccessKeyLastUsed } = await this.#send(
      { action: 'GetAccessKeyLastUsed', user },
      context,
      abortSignal =>
        this.#repeating.send(
          new GetAccessKeyLastUsedCommand({ AccessKeyId: id }),
          { abortSignal },
        ),
    );
    return AccessKeyLastUsed?.LastUsedDate;
  }

  async create(user: string, context: EffectContext): Promise<AccessKey> {
    const { AccessKey: made } = await this.#send(
      { action: 'CreateAccessKey', user },
      context,
      abortSignal =>
        this.#once.send(new CreateAccessKeyCommand({ UserName: user }), {
          abortSignal,
        }),
    );
    if (!made?.AccessKeyId || !made.SecretAccessKey) {
      throw new UnavailableError('AWS made a key and did not say which');
    }
    return { id: made.AccessKeyId, secret: made.SecretAccessKey };
  }

  /** Has AWS refuse a key, in a way that an administrator can take back. One that is gone is refused already. */
  async disable(
    user: string,
    id: string,
    context: EffectContext,
  ): Promise<void> {
    await this.#unlessGone(
      this.#send({ action: 'UpdateAccessKey', user }, context, abortSignal =>
        this.#repeating.send(
          new UpdateAccessKeyCommand({
            UserName: user,
            AccessKeyId: id,
            Status: 'Inactive',
          }),
          { abortSignal },
        ),
      ),
    );
  }

  /** Removes a key for good. One that is gone is success. */
  async remove(
    user: string,
    id: string,
    context: EffectContext,
  ): Promise<void> {
    await this.#unlessGone(
      this.#send({ action: 'DeleteAccessKey', user }, context, abortSignal =>
        this.#repeating.send(
          new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: id }),
          { abortSignal },
        ),
      ),
    );
  }

  /** Disabled first: if the second request fails, the key is refused and can still be given back. */
  async refuse(
    user: string,
    id: string,
    context: EffectContext,
  ): Promise<void> {
    await this.disable(user, id, context);
    await this.remove(user, id, context);
  }

  async #unlessGone(sent: Promise<unknown>): Promise<void> {
    await sent.catch(error => {
      if (!(error instanceof AbsentError)) throw error;
    });
  }

  async #send<T>(
    request: IamRequest,
    context: EffectContext,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.any([
      context.signal,
      AbortSignal.timeout(TIMEOUT_MS),
    ]);
    try {
      // Credentials are fetched without the signal, so that a silent server of theirs would hold the request up for good.
      return await Promise.race([send(signal), rejectWhenAborted(signal)]);
    } catch (error) {
      throw asAdapterError(error, request);
    }
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () =>
      reject(new UnavailableError('AWS did not answer in time'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VaultAuth } from './VaultAuth';
import {
  dataOf,
  errorTextOf,
  type VaultAnswer,
  type VaultConnection,
  type VaultRequest,
} from './VaultConnection';

/** A path of the server's API, with what is said when the token may not use it. */
export interface VaultEndpoint {
  /** As a policy writes it: without `v1/`, not encoded. */
  readonly path: string;
  /** What one does there, after "may not". */
  readonly right: string;
  /** What to look at before the policy, where a refusal may have another reason. */
  readonly first?: string;
  /** The policy line that grants it. */
  readonly policy: string;
}

/** The server compared and did not write. */
export class CasMismatchError extends Error {
  override name = 'CasMismatchError' as const;
}

/**
 * Calls the server in the name of a login and turns its refusals into the errors of the contract. An answer's `data`
 * is returned unchecked; provider texts are looked at here and go no further.
 */
export class VaultClient {
  readonly #connection: VaultConnection;
  readonly #auth: VaultAuth;

  constructor(connection: VaultConnection, auth: VaultAuth) {
    this.#connection = connection;
    this.#auth = auth;
  }

  /** The answer's `data`; that of a 404, which KV v2 gives for a deleted version, too. `undefined`: nothing there. */
  async read(
    endpoint: VaultEndpoint,
    context: EffectContext,
    query: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    return this.#call(endpoint, { verb: 'read', query }, context);
  }

  /**
   * Sends a body. `undefined`: the answer is empty, or there is nothing at the path.
   * @throws CasMismatchError when the server compared and refused
   */
  async write(
    endpoint: VaultEndpoint,
    body: object,
    context: EffectContext,
  ): Promise<unknown> {
    return this.#call(endpoint, { verb: 'write', body }, context);
  }

  /**
   * Merges a body into what is there.
   * @throws CasMismatchError when the server compared and refused
   */
  async patch(
    endpoint: VaultEndpoint,
    body: object,
    context: EffectContext,
  ): Promise<void> {
    await this.#call(endpoint, { verb: 'update', body }, context);
  }

  /** Deletes what is at a path. Nothing there is success. */
  async delete(endpoint: VaultEndpoint, context: EffectContext): Promise<void> {
    await this.#call(endpoint, { verb: 'delete' }, context);
  }

  async #call(
    endpoint: VaultEndpoint,
    what: Pick<VaultRequest, 'verb' | 'query' | 'body'>,
    context: EffectContext,
  ): Promise<unknown> {
    const send = (token: string) =>
      this.#connection.send({
        ...what,
        path: endpoint.path,
        signal: context.signal,
        token,
      });
    const token = await this.#auth.token(context);
    const first = await send(token);
    if (first.status !== 403) {
      return readAnswer(first, endpoint);
    }
    // A server that refused the token did nothing, so the request may be repeated whatever it was.
    const other = await this.#auth.tokenAfterRefusal(token, context);
    return readAnswer(
      other === undefined ? first : await send(other),
      endpoint,
    );
  }
}

function readAnswer(answer: VaultAnswer, endpoint: VaultEndpoint): unknown {
  switch (answer.status) {
    case 200:
    case 404:
      return dataOf(answer);
    case 403:
      throw new PermissionDeniedError(
        `The store's token may not ${endpoint.right}, or is not valid any more`,
        [
          ...(endpoint.first === undefined ? [] : [endpoint.first]),
          `Add to the token's policy: ${endpoint.policy}`,
        ].join('. '),
      );
    case 400:
      throw ofBadRequest(errorTextOf(answer));
    default:
      throw new UnavailableError('The secrets manager gave an unknown answer');
  }
}

function ofBadRequest(text: string): Error {
  if (/check-and-set parameter (did|does) not match/.test(text)) {
    return new CasMismatchError('Another version is current');
  }
  // For a moment after the engine was mounted or the server started.
  if (text.includes('Upgrading from non-versioned')) {
    return new UnavailableError('The KV engine is still starting');
  }
  return new MisconfiguredError(
    'The secrets manager refuses the form of a request',
    'Check that the mount is a KV engine of version 2 and that its limits leave room for the secret and its metadata',
  );
}

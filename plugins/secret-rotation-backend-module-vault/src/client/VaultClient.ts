import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import createNodeVault from 'node-vault';
import { z } from 'zod';
import type { VaultAuth } from './VaultAuth';
import { vaultTransport } from './transport';

/** A path of the server's API, with what is said when the token may not use it. */
export interface VaultEndpoint {
  /** As a policy writes it: without `v1/`, not encoded. */
  readonly path: string;
  /** What one does there, after "may not". */
  readonly right: string;
  /** The policy line that grants it. */
  readonly policy: string;
}

/** The server compared and did not write. */
export class CasMismatchError extends Error {
  override name = 'CasMismatchError' as const;
}

/** Where and as whom to call. */
export interface VaultClientOptions {
  readonly address: string;
  readonly namespace?: string;
  readonly auth: VaultAuth;
}

type NodeVault = ReturnType<typeof createNodeVault>;

const failure = z.object({
  response: z.object({ statusCode: z.number(), body: z.unknown() }),
});
const errorList = z.object({ errors: z.array(z.string()) });

/**
 * Calls the server through node-vault and turns its refusals into the errors of the contract. An answer's `data` is
 * returned unchecked; provider texts are looked at here and go no further.
 */
export class VaultClient {
  readonly #vault: NodeVault;
  readonly #auth: VaultAuth;

  constructor(options: VaultClientOptions) {
    this.#auth = options.auth;
    this.#vault = createNodeVault({
      endpoint: options.address,
      // node-vault's own debug output prints what it writes, values included.
      debug: () => undefined,
      'request-promise': vaultTransport,
    });
    // Set after construction: the constructor fills what is absent from VAULT_* variables of the environment.
    Object.assign(this.#vault, {
      token: '',
      pathPrefix: '',
      namespace: options.namespace ?? '',
    });
  }

  /** The answer's `data`; that of a 404, which KV v2 gives for a deleted version, too. `undefined`: nothing there. */
  async read(
    endpoint: VaultEndpoint,
    context: EffectContext,
    query: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const search = new URLSearchParams(query).toString();
    return this.#call(endpoint, context, (vault, path, options) =>
      vault.read(search ? `${path}?${search}` : path, options),
    );
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
    return this.#call(endpoint, context, (vault, path, options) =>
      vault.write(path, body, options),
    );
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
    await this.#call(endpoint, context, (vault, path, options) =>
      vault.update(path, body, options),
    );
  }

  /** Deletes what is at a path. Nothing there is success. */
  async delete(endpoint: VaultEndpoint, context: EffectContext): Promise<void> {
    await this.#call(endpoint, context, (vault, path, options) =>
      vault.delete(path, options),
    );
  }

  async #call(
    endpoint: VaultEndpoint,
    context: EffectContext,
    send: (vault: NodeVault, path: string, options: object) => Promise<unknown>,
  ): Promise<unknown> {
    const { signal } = context;
    this.#vault.token = await this.#auth.token(context);
    const path = endpoint.path.split('/').map(encodeURIComponent).join('/');
    try {
      return dataOf(await send(this.#vault, path, { signal }));
    } catch (error) {
      return answerOfFailure(error, endpoint);
    }
  }
}

function answerOfFailure(error: unknown, endpoint: VaultEndpoint): unknown {
  if (error instanceof UnavailableError) {
    throw error;
  }
  const read = failure.safeParse(error);
  if (!read.success) {
    throw new UnavailableError('The secrets manager cannot be asked');
  }
  const { statusCode, body } = read.data.response;
  switch (statusCode) {
    case 404:
      if (errorTextOf(body).includes('no handler for route')) {
        throw new MisconfiguredError(
          'The store has no KV engine at its mount',
          'Correct mount in the entry of the store, or enable a KV engine of version 2 there',
        );
      }
      return dataOf(body);
    case 403:
      throw new PermissionDeniedError(
        `The store's token may not ${endpoint.right}, or is not valid any more`,
        `Add to the token's policy: ${endpoint.policy}`,
      );
    case 400:
      throw ofBadRequest(errorTextOf(body));
    default:
      throw new UnavailableError('The secrets manager gave an unknown answer');
  }
}

function errorTextOf(body: unknown): string {
  return errorList.safeParse(body).data?.errors.join() ?? '';
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

function dataOf(body: unknown): unknown {
  return (
    z.object({ data: z.unknown() }).safeParse(body).data?.data ?? undefined
  );
}

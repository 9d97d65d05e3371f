import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import createNodeVault from 'node-vault';
import { z } from 'zod';
import { vaultTransport, type TransportOptions } from './transport';

/** Which server to call, and how. */
export interface VaultServer extends TransportOptions {
  readonly address: string;
  readonly namespace?: string;
}

/** One request. */
export interface VaultRequest {
  readonly verb: 'read' | 'write' | 'update' | 'delete';
  /** As a policy writes it: without `v1/`, not encoded. */
  readonly path: string;
  /** The token that the request carries; logins have none. */
  readonly token?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** An answer that means something: a success, or a refusal. Its texts go no further than the one who reads it. */
export interface VaultAnswer {
  readonly status: number;
  readonly body: unknown;
}

type NodeVault = ReturnType<typeof createNodeVault>;

const failure = z.object({
  response: z.object({ statusCode: z.number(), body: z.unknown() }),
});
const errorList = z.object({ errors: z.array(z.string()) });

/** Sends requests through node-vault. It knows no token of its own. */
export class VaultConnection {
  readonly #vault: NodeVault;

  constructor(server: VaultServer) {
    this.#vault = createNodeVault({
      endpoint: server.address,
      // node-vault's own debug output prints what it writes, values included.
      debug: () => undefined,
      'request-promise': vaultTransport(server),
    });
    // Set after construction: the constructor fills what is absent from VAULT_* variables of the environment.
    Object.assign(this.#vault, {
      token: '',
      pathPrefix: '',
      namespace: server.namespace ?? '',
    });
  }

  /**
   * The answer to a request, refusals included.
   * @throws UnavailableError when there is none, or it means "not now"
   * @throws MisconfiguredError when nobody here is that server, or it has no such namespace or mount
   */
  async send(request: VaultRequest): Promise<VaultAnswer> {
    const { verb, body, signal } = request;
    const search = new URLSearchParams(request.query).toString();
    const path =
      request.path.split('/').map(encodeURIComponent).join('/') +
      (search && `?${search}`);
    const options = { signal };
    // node-vault builds the request before it returns, so concurrent calls do not mix their tokens.
    this.#vault.token = request.token ?? '';
    const sent =
      verb === 'read' || verb === 'delete'
        ? this.#vault[verb](path, options)
        : this.#vault[verb](path, body ?? {}, options);
    const answer: VaultAnswer = await sent.then(
      given => ({ status: 200, body: given }),
      refusalOf,
    );
    refuseNowhere(answer);
    return answer;
  }
}

/** What a refusal says of itself. To be compared, never to be shown. */
export function errorTextOf({ body }: VaultAnswer): string {
  return errorList.safeParse(body).data?.errors.join() ?? '';
}

/** The `data` of an answer. */
export function dataOf({ body }: VaultAnswer): unknown {
  return (
    z.object({ data: z.unknown() }).safeParse(body).data?.data ?? undefined
  );
}

function refusalOf(error: unknown): VaultAnswer {
  if (
    error instanceof UnavailableError ||
    error instanceof MisconfiguredError
  ) {
    throw error;
  }
  const read = failure.safeParse(error);
  if (!read.success) {
    throw new UnavailableError('The secrets manager cannot be asked');
  }
  const { statusCode, body } = read.data.response;
  return { status: statusCode, body };
}

/** A 404 may mean that nothing is there, but also that one looked at the wrong place altogether. */
function refuseNowhere(answer: VaultAnswer): void {
  if (answer.status !== 404) {
    return;
  }
  const text = errorTextOf(answer);
  if (text.includes('namespace not found')) {
    throw new MisconfiguredError(
      'The secrets manager has no such namespace',
      'Correct namespace in the entry of the store, or create the namespace',
    );
  }
  if (text.includes('no handler for route')) {
    throw new MisconfiguredError(
      'The secrets manager has nothing mounted where the store looks',
      'Correct mount in the entry of the store (or in its auth), or mount a KV engine of version 2 there',
    );
  }
}

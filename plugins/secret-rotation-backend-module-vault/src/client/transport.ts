import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';

/** What node-vault hands to its transport, as far as it is used here. */
interface VaultRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  readonly signal?: AbortSignal;
}

/** What node-vault expects of its transport. */
interface VaultResponse {
  readonly statusCode: number;
  readonly body: unknown;
  readonly request: { readonly path: string };
}

const REQUEST_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * The transport that node-vault is given in place of its own, which passes no abort signal on and follows redirects
 * to any host with the token in the header. Everything that means "not now" becomes an `UnavailableError` here.
 */
export const vaultTransport = {
  // node-vault asks for a transport with its defaults applied, an interface that it inherited from request-promise.
  defaults: () => send,
};

async function send(request: VaultRequest): Promise<VaultResponse> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const signal = request.signal
    ? AbortSignal.any([request.signal, timeout])
    : timeout;
  const { response, text } = await exchange(request, signal);
  refuseUnavailable(response);
  return {
    statusCode: response.status,
    body: parseBody(text),
    request: { path: new URL(request.uri).pathname },
  };
}

async function exchange(request: VaultRequest, signal: AbortSignal) {
  const hasBody = typeof request.json === 'object' && request.json !== null;
  try {
    const response = await fetch(request.uri, {
      method: request.method,
      headers: {
        ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
        ...request.headers,
      },
      body: hasBody ? JSON.stringify(request.json) : undefined,
      redirect: 'manual',
      signal,
    });
    return { response, text: await readBounded(response) };
  } catch {
    // The error may name the host; what it says beyond "no answer" helps nobody.
    throw new UnavailableError('The secrets manager did not answer');
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) {
      throw new UnavailableError('The answer is too large');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refuseUnavailable({ status, headers }: Response): void {
  if (status === 429) {
    const seconds = Number(headers.get('retry-after'));
    throw new UnavailableError('The secrets manager asks to slow down', {
      retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
    });
  }
  if (status === 503) {
    throw new UnavailableError('The secrets manager is sealed or not ready');
  }
  // 412: a replica that has not seen an earlier write yet.
  if (status >= 500 || status === 412) {
    throw new UnavailableError('The secrets manager cannot answer now');
  }
  if (status >= 300 && status < 400) {
    throw new UnavailableError(
      'The secrets manager redirects elsewhere, which is not followed; its address must lead to the active node',
    );
  }
}

function parseBody(text: string): unknown {
  if (text.trim() === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    throw new UnavailableError('The answer is not one of a secrets manager');
  }
}

import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { Agent, fetch, type Dispatcher, type Response } from 'undici';
import { certificateFailure } from './certificates';
import { Consistency } from './Consistency';

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

/** Whom requests may reach besides the store's own address, and which authorities they trust. */
export interface TransportOptions {
  /** Certificates in PEM. Absent: those that Node trusts. */
  readonly ca?: string;
  /** Addresses of the cluster's nodes, to which a standby may send a request on. */
  readonly nodes?: readonly string[];
}

const REQUEST_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * The transport that node-vault is given in place of its own, which passes no abort signal on and follows redirects
 * to any host with the token in the header. Everything that means "not now" becomes an `UnavailableError` here.
 */
export function vaultTransport(options: TransportOptions) {
  const dispatcher =
    options.ca === undefined
      ? undefined
      : new Agent({ connect: { ca: options.ca } });
  const origins = new Set(
    (options.nodes ?? []).map(node => new URL(node).origin),
  );
  const consistency = new Consistency();
  const send = async (request: VaultRequest): Promise<VaultResponse> => {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const signal = request.signal
      ? AbortSignal.any([request.signal, timeout])
      : timeout;
    const exchange = (uri: string) =>
      exchangeOnce(
        {
          ...request,
          headers: { ...request.headers, ...consistency.headers() },
          uri,
          signal,
        },
        dispatcher,
      );
    let answer = await exchange(request.uri);
    const elsewhere = redirection(answer.response, request.uri);
    if (elsewhere && origins.has(elsewhere.origin)) {
      answer = await exchange(elsewhere.href);
    }
    consistency.note(answer.response);
    refuseUnavailable(answer.response);
    return {
      statusCode: answer.response.status,
      body: parseBody(answer.text),
      request: { path: new URL(request.uri).pathname },
    };
  };
  // node-vault asks for a transport with its defaults applied, an interface that it inherited from request-promise.
  return { defaults: () => send };
}

async function exchangeOnce(
  request: VaultRequest,
  dispatcher: Dispatcher | undefined,
) {
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
      signal: request.signal,
      dispatcher,
    });
    return { response, text: await readBounded(response) };
  } catch (error) {
    // The error may name the host; what it says beyond "no answer" and its certificate helps nobody.
    throw (
      certificateFailure(error) ??
      new UnavailableError('The secrets manager did not answer')
    );
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

/** Where a standby sends the request on; `undefined` where it does not. */
function redirection({ status, headers }: Response, from: string) {
  const location = headers.get('location');
  // The other codes would turn a write into a read.
  return [307, 308].includes(status) && location && URL.canParse(location, from)
    ? new URL(location, from)
    : undefined;
}

function refuseUnavailable({ status, headers }: Response): void {
  if (status === 429) {
    const seconds = Number(headers.get('retry-after'));
    throw new UnavailableError('The secrets manager asks to slow down', {
      retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
    });
  }
  if (status === 472 || status === 473) {
    throw new UnavailableError(
      'The secrets manager is a standby; its address must lead to the active node',
    );
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
      'The secrets manager redirects to a node that the store does not name; add it to nodes, or let address lead to the active node',
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

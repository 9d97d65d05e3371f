import { Agent, buildConnector, request } from 'undici';
import { BlockedAddressError, type AddressGuard } from './AddressGuard';

/** No answer that an adapter reads comes near this size. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;

/** One request as it goes over the wire. It holds values: show it to nobody. @public */
export interface GuardedRequest {
  /** For example `GET`. */
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names in small letters, and their texts. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is sent. */
  readonly body?: string;
}

/** What came of one request. @public */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** How long the other side asks to be left alone, or until it has requests left for us. */
      readonly retryAfterMs?: number;
      /** When it answered, by its own clock. */
      readonly answeredAt?: Date;
      /** The body as JSON; absent where it is none. */
      readonly json?: unknown;
    }
  /** The address is one where no provider may be. Nothing was sent. */
  | { readonly kind: 'blocked' }
  /** There is more to the answer than is read. */
  | { readonly kind: 'too-long' }
  /** No answer: whether the other side did something is not known. */
  | { readonly kind: 'silent' };

/**
 * Sends one request on a fresh connection, to the given origin alone: no redirect is followed, no proxy is used.
 * Never throws: whatever goes wrong on the way is an outcome, and the network's own words are dropped.
 * @public
 */
export async function exchange(
  origin: string,
  { method, target, headers, body }: GuardedRequest,
  limit: {
    guard: AddressGuard;
    /** How long all of it may take. */
    timeoutMs: number;
    signal: AbortSignal;
  },
): Promise<Exchange> {
  const { guard, timeoutMs } = limit;
  let isBlocked = false;
  const agent = new Agent({
    connect: guarded(guard, timeoutMs, () => {
      isBlocked = true;
    }),
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  try {
    const response = await request(`${origin}${target}`, {
      dispatcher: agent,
      method: method as 'GET',
      headers,
      body,
      reset: true,
      signal: AbortSignal.any([limit.signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await readBounded(response.body);
    return text === undefined
      ? { kind: 'too-long' }
      : {
          kind: 'answered',
          status: response.statusCode,
          retryAfterMs: retryAfterMs(response.headers),
          answeredAt: answeredAt(response.headers),
          json: parseJson(text),
        };
  } catch {
    return { kind: isBlocked ? 'blocked' : 'silent' };
  } finally {
    await agent.destroy();
  }
}

function guarded(
  guard: AddressGuard,
  timeout: number,
  onBlocked: () => void,
): buildConnector.connector {
  const connect = buildConnector({
    timeout,
    lookup: guard.lookup,
  } as buildConnector.BuildOptions);
  return (options, done) => {
    const noting: buildConnector.Callback = (...result) => {
      if (result[0] instanceof BlockedAddressError) onBlocked();
      done(...result);
    };
    try {
      // Node asks no lookup about a host that is an address already.
      guard.checkLiteral(options.hostname);
    } catch (error) {
      noting(error as BlockedAddressError, null);
      return;
    }
    connect(options, noting);
  };
}

async function readBounded(
  stream: AsyncIterable<Buffer>,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // whoever needs the body says that there is none
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What `Retry-After` says, or where no request is left, when there are some again: as GitHub and GitLab say it. */
function retryAfterMs(headers: Headers): number | undefined {
  const asked = Number(headers['retry-after']);
  if (asked > 0 && Number.isFinite(asked)) return asked * 1_000;
  for (const prefix of ['x-ratelimit', 'ratelimit']) {
    const resetsAt = Number(headers[`${prefix}-reset`]) * 1_000;
    const now = answeredAt(headers)?.getTime();
    if (headers[`${prefix}-remaining`] === '0' && resetsAt > 0 && now)
      return Math.max(resetsAt - now, 1_000);
  }
  return undefined;
}

function answeredAt(headers: Headers): Date | undefined {
  const time = Date.parse(String(headers.date));
  return Number.isNaN(time) ? undefined : new Date(time);
}

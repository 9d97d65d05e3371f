import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readTold, type ToldVersion } from './readTold';

export type { ToldVersion };

/** One version of one secret that is in use. @public */
export interface AttestedUse {
  /** The path in the store, without the mount. */
  readonly path: string;
  /** The store's id of the version; without it Keyturn finds the version by its value. */
  readonly version?: string;
  /** Since when it is in use. */
  readonly since: Date;
  /** Why the last try to load another version failed; absent after a success. */
  readonly problem?: 'bad-format' | 'permission-denied' | 'wrong-path';
  /** The HMAC-SHA-256 of the nonce, keyed by the secret field, in hex. */
  prove(nonce: string): string;
}

/** What the two endpoints of docs/attestation.md show and do. @public */
export interface AttestationOptions {
  /** What callers must show; a function, where the token itself is replaced now and then. */
  token: string | (() => string);
  /** The id of this one copy. Default: a random one. No host name, nothing secret. */
  instance?: string;
  /** When this copy started. Default: when the process did. */
  startedAt?: Date;
  /** The endpoints are `<base>/attest` and `<base>/reload`. Default: `/keyturn`. */
  base?: string;
  /** Everything in use now; two versions of a path while the old one drains. */
  uses(): Iterable<AttestedUse>;
  /** Called after the answer was sent. The same version may be told any number of times. */
  reload(told: ToldVersion): void;
}

/** A request of Node's http server, or of a framework on top of it. @public */
export interface AttestationRequest extends IncomingMessage {
  /** The address before a router cut its own part off. */
  originalUrl?: string;
  /** The body, where a parser came first. */
  body?: unknown;
}

/**
 * Answers a request for one of the two endpoints.
 * @returns whether it was one
 * @public
 */
export type AttestationHandler = (
  request: AttestationRequest,
  response: ServerResponse,
) => boolean;

const NONCE = /^[\x21-\x7e]{16,256}$/;
const UNNAMED = 'unnamed';

/**
 * The attestation and the reload endpoint of a service.
 * @throws Error when the token or the instance is not usable
 * @public
 */
export function createAttestationHandler(
  options: AttestationOptions,
): AttestationHandler {
  const { base = '/keyturn', instance = randomUUID() } = options;
  const startedAt =
    options.startedAt ?? new Date(Date.now() - process.uptime() * 1000);
  requireVisible('instance', instance, 128);
  const token = () => {
    const text =
      typeof options.token === 'function' ? options.token() : options.token;
    return requireVisible('token', text, 4096);
  };
  token();

  const attest: Answer = (query, _request, response) => {
    const nonce = query.get('nonce') ?? '';
    if (!NONCE.test(nonce)) {
      response.writeHead(400).end();
      return;
    }
    const uses = [...options.uses()].map(use => ({
      path: use.path,
      version: use.version ?? UNNAMED,
      since: use.since,
      hmac: use.prove(nonce),
      problem: use.problem,
    }));
    response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    response.end(JSON.stringify({ instance, startedAt, uses }));
  };
  const tell: Answer = async (_query, request, response) => {
    const told = await readTold(request);
    if (!told) {
      response.writeHead(400, { connection: 'close' }).end();
      return;
    }
    response.writeHead(202, { connection: 'close' });
    response.end(() => options.reload(told));
  };
  const endpoints = new Map<string, [method: string, answer: Answer]>([
    [`${base}/attest`, ['GET', attest]],
    [`${base}/reload`, ['POST', tell]],
  ]);

  return (request, response) => {
    const target = request.originalUrl ?? request.url ?? '';
    // Not by URL: it throws at some targets, and whoever sends one has shown no token yet.
    const [pathname, query] = target.split('?', 2);
    const endpoint = endpoints.get(pathname);
    if (!endpoint) return false;
    const [method, answer] = endpoint;
    respond(request, response, async () => {
      if (!isBearer(request, token())) {
        response.writeHead(401).end();
      } else if (request.method !== method) {
        response.writeHead(405, { allow: method }).end();
      } else {
        await answer(new URLSearchParams(query), request, response);
      }
    });
    return true;
  };
}

type Answer = (
  query: URLSearchParams,
  request: AttestationRequest,
  response: ServerResponse,
) => void | Promise<void>;

/** Whatever goes wrong, the caller sees no text of it, and the process goes on. */
async function respond(
  request: AttestationRequest,
  response: ServerResponse,
  answer: () => Promise<void>,
): Promise<void> {
  try {
    await answer();
  } catch {
    if (response.headersSent || request.destroyed) response.destroy();
    else response.writeHead(500).end();
  }
}

function isBearer(request: AttestationRequest, token: string): boolean {
  // Digests have one length, so the comparison takes the same time for every guess.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(
    digest(request.headers.authorization ?? ''),
    digest(`Bearer ${token}`),
  );
}

function requireVisible(name: string, text: string, longest: number): string {
  if (!/^[\x21-\x7e]+$/.test(text) || text.length > longest) {
    throw new Error(
      `${name} must be 1 to ${longest} visible ASCII characters without spaces`,
    );
  }
  return text;
}

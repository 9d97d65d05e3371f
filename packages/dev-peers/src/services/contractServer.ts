import { createHash, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

/** What a service shows and does behind the contract of docs/attestation.md. @internal */
export interface ServiceContract {
  readonly token: string;
  readonly instance: string;
  readonly startedAt: Date;
  readonly path: string;
  isHealthy(): boolean;
  uses(): ReadonlyArray<{
    readonly version: string;
    readonly since: Date;
    prove(nonce: string): string;
  }>;
  /** Called after the answer was sent. */
  reload(version: string): void;
}

const LONGEST_BODY = 4 * 1024;

/** The health, attestation and reload endpoints of a service. @internal */
export function createContractServer(service: ServiceContract): Server {
  return createServer((request, response) => {
    answer(service, request, response).catch(() => response.destroy());
  });
}

async function answer(
  service: ServiceContract,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /healthz') {
    response.writeHead(service.isHealthy() ? 200 : 503).end();
  } else if (!isAuthorized(request, service.token)) {
    response.writeHead(401).end();
  } else if (route === 'GET /keyturn/attest') {
    attest(service, url.searchParams, response);
  } else if (route === 'POST /keyturn/reload') {
    await reload(service, request, response);
  } else {
    response.writeHead(404).end();
  }
}

function isAuthorized(request: IncomingMessage, token: string): boolean {
  // Digests have one length, so the comparison takes the same time for every guess.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(
    digest(request.headers.authorization ?? ''),
    digest(`Bearer ${token}`),
  );
}

function attest(
  service: ServiceContract,
  query: URLSearchParams,
  response: ServerResponse,
) {
  const nonce = query.get('nonce') ?? '';
  if (!/^[\x21-\x7e]{16,256}$/.test(nonce)) {
    response.writeHead(400).end();
    return;
  }
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      instance: service.instance,
      startedAt: service.startedAt,
      uses: service.uses().map(use => ({
        path: service.path,
        version: use.version,
        since: use.since,
        hmac: use.prove(nonce),
      })),
    }),
  );
}

async function reload(
  service: ServiceContract,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const told = await readTold(request);
  if (!told) {
    response.writeHead(400).end();
    return;
  }
  response.writeHead(202, { connection: 'close' });
  response.end(() => {
    // A path that it does not use is none of its business; its attestation shows that.
    if (told.path === service.path) {
      service.reload(told.version);
    }
  });
}

async function readTold(
  request: IncomingMessage,
): Promise<{ path: string; version: string } | undefined> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > LONGEST_BODY) {
      return undefined;
    }
  }
  try {
    const { path, version } = JSON.parse(text);
    return typeof path === 'string' && typeof version === 'string'
      ? { path, version }
      : undefined;
  } catch {
    return undefined; // answered with 400
  }
}

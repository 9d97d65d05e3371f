import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Acl } from './acl';
import { absent, denied, refusal, type Answer } from './answer';
import { answerListVerb } from './listVerb';
import { Kv } from './kv';
import type { KeptState } from './KeptState';
import { answerKv, MOUNT } from './kvRoutes';
import { answerSystem, answerUnauthenticated } from './systemRoutes';

const MAX_BODY_BYTES = 1024 * 1024;

/** One request, as the routes see it. */
export interface StandInRequest {
  /** `LIST` also for a GET with `list=true`. */
  readonly method: string;
  /** Without `v1/`, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string;
  readonly body: unknown;
}

/** A stand-in for Vault on the wire: token, policies and one KV v2 engine at `secret`. Not for real secrets. */
export function createStandIn(
  kept: KeptState,
  rootToken: string,
  now: () => Date = () => new Date(),
): Server {
  const kv = new Kv(kept.state.kv, now);
  const acl = new Acl(kept.state.acl, rootToken);

  const answer = (request: StandInRequest): Answer => {
    const open = answerUnauthenticated(request, now);
    if (open) {
      return open;
    }
    if (acl.policiesOf(request.token) === undefined) {
      return denied;
    }
    return request.path.startsWith(MOUNT)
      ? answerKv(request, kv, acl)
      : answerSystem(request, acl) ?? absent;
  };

  const server = createServer((incoming, outgoing) => {
    readRequest(incoming)
      .then(request => {
        if (!request) {
          return refusal(400, 'failed to decode JSON input');
        }
        const given = answer(request);
        if (request.method !== 'GET' && given.status < 300) {
          kept.save();
        }
        return given;
      })
      .then(
        given => send(outgoing, given),
        () => send(outgoing, refusal(500, 'internal error')),
      );
  });
  answerListVerb(server, answer);
  return server;
}

async function readRequest(
  incoming: IncomingMessage,
): Promise<StandInRequest | undefined> {
  const url = new URL(incoming.url ?? '/', 'http://stand-in');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  const token = incoming.headers['x-vault-token'];
  const text = Buffer.concat(chunks).toString('utf8');
  const isList =
    incoming.method === 'GET' && url.searchParams.get('list') === 'true';
  try {
    return {
      method: isList ? 'LIST' : incoming.method ?? 'GET',
      path: decodeURIComponent(url.pathname.replace(/^\/v1\//, '')),
      query: url.searchParams,
      token: typeof token === 'string' ? token : '',
      body: text ? JSON.parse(text) : {},
    };
  } catch {
    return undefined; // answered as a malformed request
  }
}

function send(outgoing: ServerResponse, { status, body }: Answer): void {
  outgoing.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
  });
  outgoing.end(body && JSON.stringify(body));
}

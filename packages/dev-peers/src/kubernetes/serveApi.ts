import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answer, failure, flood } from './answers';
import { mergePatch } from './mergePatch';
import type { Rbac } from './rbac';
import { accessOf, readTarget, type RequestTarget } from './requestTarget';
import { apiVersionOf } from './resources';
import { isSelected } from './selectors';
import type { NewObject, StandInObject } from './shapes';
import { ConflictError, type StandInState } from './StandInState';
import { Watches } from './Watches';

/** How the API server misbehaves. @public */
export interface ApiTrouble {
  /** How every request is met. */
  manner: 'answers' | 'hangs' | 'denies' | 'babbles' | 'floods' | 'unavailable';
  /** How many of the next patches another writer forestalls. */
  conflicts: number;
  /** How many of the next watches are told that the history is gone. */
  gone: number;
}

/** One request that the API server got. @public */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** The status that it was answered with. */
  readonly status: number;
}

/** The served API. @internal */
export interface ServedApi {
  readonly url: string;
  readonly trouble: ApiTrouble;
  readonly requests: ApiRequest[];
  readonly openWatches: number;
  /** Ends every watch without a word. */
  cutWatches(): void;
  stop(): Promise<void>;
}

/** Serves a cluster's state over HTTP on loopback as Kubernetes' API does. @internal */
export async function serveApi(
  state: StandInState,
  rbac: Rbac,
  at: number,
): Promise<ServedApi> {
  const trouble: ApiTrouble = { manner: 'answers', conflicts: 0, gone: 0 };
  const requests: ApiRequest[] = [];
  const watches = new Watches(state, trouble);

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const { method = 'GET', url = '/', headers } = request;
    const body = await text(request);
    requests.push({
      method,
      url,
      body,
      get status() {
        return response.statusCode;
      },
    });
    if (trouble.manner === 'hangs') return;
    if (trouble.manner === 'floods') {
      await flood(response);
      return;
    }
    if (trouble.manner === 'babbles') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"kind":');
      return;
    }
    if (trouble.manner === 'unavailable') {
      answer(response, 503, failure(503));
      return;
    }
    if (trouble.manner === 'denies') {
      answer(response, 403, failure(403));
      return;
    }
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    const target = readTarget(url);
    if (!rbac.knows(token)) answer(response, 401, failure(401));
    else if (!target) answer(response, 404, failure(404));
    else if (!rbac.allows(token, accessOf(target, method)))
      answer(response, 403, failure(403, target.name));
    else if (target.isWatch) watches.open(target, response);
    else respond(state, trouble, { target, method, body }, response);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    trouble,
    requests,
    get openWatches() {
      return watches.count;
    },
    cutWatches: () => watches.cut(),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function respond(
  state: StandInState,
  trouble: ApiTrouble,
  asked: { target: RequestTarget; method: string; body: string },
  response: ServerResponse,
): void {
  const { target, method, body } = asked;
  const { resource, namespace, name, query } = target;
  if (name === undefined && method === 'GET') {
    answer(response, 200, {
      kind: `${resource.kind}List`,
      apiVersion: apiVersionOf(resource),
      metadata: { resourceVersion: `${state.version}` },
      items: state
        .list(resource.kind, namespace)
        .filter(object => isSelected(object, query)),
    });
    return;
  }
  if (namespace === undefined) {
    answer(response, 405, failure(405));
    return;
  }
  if (name === undefined) {
    const given: NewObject = JSON.parse(body);
    const taken = state.get(resource.kind, namespace, given.metadata.name);
    if (taken) answer(response, 409, failure(409, given.metadata.name));
    else answer(response, 201, state.create(resource.kind, namespace, given));
    return;
  }
  const stored = state.get(resource.kind, namespace, name);
  if (!stored) answer(response, 404, failure(404, name));
  else if (method === 'GET') answer(response, 200, stored);
  else if (method === 'DELETE') {
    state.remove(stored);
    answer(response, 200, stored);
  } else write(state, trouble, { stored, method, body, query }, response);
}

function write(
  state: StandInState,
  trouble: ApiTrouble,
  asked: {
    stored: StandInObject;
    method: string;
    body: string;
    query: URLSearchParams;
  },
  response: ServerResponse,
): void {
  const { stored, method, body, query } = asked;
  const given = JSON.parse(body);
  if (trouble.conflicts > 0) {
    trouble.conflicts -= 1;
    // Somebody else was a moment earlier.
    state.update(stored, copy => {
      const annotations = { ...copy.metadata.annotations };
      annotations['stand-in/other-writer'] = `${state.version}`;
      copy.metadata.annotations = annotations;
    });
  }
  try {
    const written = state.update(
      stored,
      copy =>
        (method === 'PATCH' ? mergePatch(copy, given) : given) as StandInObject,
      query.get('fieldManager') ?? 'unknown',
    );
    answer(response, 200, written);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    answer(response, 409, failure(409, stored.metadata.name));
  }
}

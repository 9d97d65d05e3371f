import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import {
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '../errors';
import { ApiProblem } from './ApiProblem';
import { ProviderApi } from './ProviderApi';
import { RateLimit } from './RateLimit';
import { findingOfProblem, gravestOf, reasonOf } from './reasons';
import { withinTime } from './withinTime';

jest.setTimeout(60_000);

const SHAPE = z.object({ name: z.string() });
const PLACE = {
  provider: 'Provider',
  name: 'acme/checkout DB_PASSWORD',
  grant: 'Grant it',
};

let server: Server;
let requests: string[];
let answer: RequestListener;
beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    const { method, url, headers } = request;
    requests.push(`${method} ${url} ${headers.authorization}`);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function apiWith(limit = new RateLimit(() => new Date())): ProviderApi {
  return new ProviderApi({
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    basePath: '/api/v4',
    headers: { authorization: 'Bearer token' },
    timeoutMs: 30_000,
    limit,
    signal: new AbortController().signal,
  });
}

const replying =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end('{"name":"a-provider-text"}');

it('reads and writes below its base path with its credential', async () => {
  answer = replying(200);
  const api = apiWith();
  expect(await api.get('/one', SHAPE)).toEqual({ name: 'a-provider-text' });
  await api.write('PUT', '/one', { name: 'x' });
  expect(requests).toEqual([
    'GET /api/v4/one Bearer token',
    'PUT /api/v4/one Bearer token',
  ]);
});

it('finds nothing where there is nothing, and only there', async () => {
  answer = replying(404);
  expect(await apiWith().find('/one', SHAPE)).toBeUndefined();
  answer = replying(403);
  await expect(apiWith().find('/one', SHAPE)).rejects.toThrow(ApiProblem);
});

it.each([
  [301, 'moved'],
  [307, 'moved'],
  [401, 'denied'],
  [403, 'denied'],
  [404, 'absent'],
  [422, 'refused'],
  [429, 'limited'],
  [500, 'silent'],
] as const)(
  'takes %d as %s, once, and drops its words',
  async (status, kind) => {
    answer = replying(status, { location: '/elsewhere' });
    const problem = await apiWith()
      .get('/one', SHAPE)
      .catch(error => error);
    expect(problem).toMatchObject({ kind });
    expect(JSON.stringify(problem) + problem.stack).not.toContain(
      'a-provider-text',
    );
    expect(requests).toHaveLength(1);
  },
);

it('takes another shape as malformed', async () => {
  answer = (_, response) => response.end('[]');
  await expect(apiWith().get('/one', SHAPE)).rejects.toMatchObject({
    kind: 'malformed',
  });
});

it.each([
  ['as long as it is told', 429, { 'retry-after': '7' }, 7_000],
  ['also where a 403 tells it', 403, { 'retry-after': '7' }, 7_000],
  ['a minute where it is told nothing', 429, {}, 60_000],
])(
  'leaves a provider alone that has enough, %s',
  async (_how, status, headers, ms) => {
    let now = 0;
    const limit = new RateLimit(() => new Date(now));
    answer = replying(status, headers);
    await expect(apiWith(limit).get('/', SHAPE)).rejects.toThrow(ApiProblem);
    answer = replying(200);
    now = ms - 1;
    await expect(apiWith(limit).get('/', SHAPE)).rejects.toMatchObject({
      kind: 'limited',
      retryAfterMs: 1,
    });
    expect(requests).toHaveLength(1);
    now = ms;
    await apiWith(limit).get('/', SHAPE);
    expect(requests).toHaveLength(2);
  },
);

describe('a reason', () => {
  it.each([
    ['denied', PermissionDeniedError],
    ['absent', MisconfiguredError],
    ['moved', MisconfiguredError],
    ['limited', UnavailableError],
    ['malformed', UnavailableError],
    ['refused', UnavailableError],
    ['silent', UnavailableError],
  ] as const)('of %s is one of the errors of adapters', (kind, error) => {
    const problem = new ApiProblem(kind, 5);
    expect(reasonOf(problem, PLACE)).toBeInstanceOf(error);
    expect(findingOfProblem(problem)).toEqual(expect.any(String));
  });

  it('of a mistake of our own is none: it is thrown on', () => {
    const mistake = new TypeError('x');
    expect(() => reasonOf(mistake, PLACE)).toThrow(mistake);
  });

  it('that is told is the gravest', () => {
    const away = new UnavailableError('away');
    const denied = new PermissionDeniedError('denied', 'fix');
    const fenced = new FencedError('fenced');
    expect(gravestOf([away, fenced, denied])).toBe(fenced);
    expect(gravestOf([away, denied])).toBe(denied);
    expect(gravestOf([])).toBeUndefined();
  });
});

it('waits for what cannot be cancelled until the time is over, and no longer', async () => {
  const never = new Promise<void>(() => undefined);
  const over = new AbortController();
  const waiting = withinTime(never, over.signal, 'It took too long');
  over.abort();
  await expect(waiting).rejects.toThrow('It took too long');
  const { signal } = new AbortController();
  await expect(withinTime(Promise.resolve(1), signal, '')).resolves.toBe(1);
});

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressGuard, type ResolveName } from './AddressGuard';
import { exchange } from './exchange';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
jest.setTimeout(60_000);

const servers: Server[] = [];
let hits: string[] = [];

beforeEach(() => {
  hits = [];
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function serve(
  listener: RequestListener = (_, response) => response.end('{"a":1}'),
): Promise<number> {
  const server = createServer((request, response) => {
    hits.push(String(request.headers.authorization));
    listener(request, response);
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const ask = (
  origin: string,
  guard = new AddressGuard(LOOPBACK),
  { signal = AbortSignal.timeout(20_000), timeoutMs = 20_000 } = {},
) =>
  exchange(
    origin,
    {
      method: 'GET',
      target: '/keys',
      headers: { authorization: 'Bearer admin' },
    },
    { guard, timeoutMs, signal },
  );

/** A name server that gives another answer each time. */
function answering(...answers: string[][]): ResolveName {
  return (_, done) => {
    const addresses = answers.shift() ?? [];
    done(
      null,
      addresses.map(address => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    );
  };
}

describe('a private address', () => {
  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '[::1]',
    '[::]',
    '[fe80::1]',
    '[fd00::1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
  ])('%s is not spoken to unless its network is allowed', async host => {
    const port = await serve();
    const { origin } = new URL(`http://${host}:${port}`);
    expect(await ask(origin, new AddressGuard([]))).toEqual({
      kind: 'blocked',
    });
    expect(hits).toEqual([]);
  });

  it('behind a name is not spoken to', async () => {
    const port = await serve();
    for (const address of ['127.0.0.1', '169.254.169.254', '::ffff:10.0.0.1']) {
      const guard = new AddressGuard([], answering([address]));
      expect(await ask(`http://provider.test:${port}`, guard)).toEqual({
        kind: 'blocked',
      });
    }
    expect(hits).toEqual([]);
  });

  it('among the addresses of a name blocks the name', async () => {
    const port = await serve();
    const guard = new AddressGuard([], answering(['8.8.8.8', '127.0.0.1']));
    expect(await ask(`http://provider.test:${port}`, guard)).toEqual({
      kind: 'blocked',
    });
    expect(hits).toEqual([]);
  });

  it('that a name changes to between two requests is not spoken to', async () => {
    const port = await serve();
    const guard = new AddressGuard(
      ['127.0.0.0/8'],
      answering(['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1']),
    );
    const origin = `http://provider.test:${port}`;
    expect(await ask(origin, guard)).toMatchObject({ kind: 'answered' });
    expect(await ask(origin, guard)).toEqual({ kind: 'blocked' });
    expect(await ask(origin, guard)).toMatchObject({ kind: 'answered' });
    expect(hits).toHaveLength(2);
  });

  it('is spoken to where its network is allowed, and no other one', async () => {
    const port = await serve();
    expect(await ask(`http://127.0.0.1:${port}`)).toMatchObject({
      status: 200,
      json: { a: 1 },
    });
    const other = new AddressGuard(['10.0.0.0/8']);
    expect(await ask(`http://127.0.0.1:${port}`, other)).toEqual({
      kind: 'blocked',
    });
  });
});

it('a redirect is not followed, so the credential goes to no other address', async () => {
  const elsewhere = await serve();
  const port = await serve((_, response) =>
    response
      .writeHead(302, { location: `http://127.0.0.1:${elsewhere}/keys` })
      .end(),
  );
  expect(await ask(`http://127.0.0.1:${port}`)).toMatchObject({ status: 302 });
  expect(hits).toHaveLength(1);
});

it('an answer without an end is given up', async () => {
  const port = await serve((_, response) => {
    const write = () => {
      if (!response.destroyed) response.write('x'.repeat(65_536), write);
    };
    write();
  });
  expect(await ask(`http://127.0.0.1:${port}`)).toEqual({ kind: 'too-long' });
});

it('headers without an end are given up', async () => {
  const port = await serve((_, response) =>
    response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end('{}'),
  );
  expect(await ask(`http://127.0.0.1:${port}`)).toEqual({ kind: 'silent' });
});

it('no answer, a cut one and no server are silent', async () => {
  const silent = await serve(() => undefined);
  const cut = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{', () => response.destroy());
  });
  for (const port of [cut, 1]) {
    expect(await ask(`http://127.0.0.1:${port}`)).toEqual({ kind: 'silent' });
  }
  const signal = AbortSignal.timeout(200);
  const origin = `http://127.0.0.1:${silent}`;
  expect(await ask(origin, undefined, { signal })).toEqual({ kind: 'silent' });
});

it('a server that answers nothing, or not to the end, is silent when the time is over', async () => {
  const silent = await serve(() => undefined);
  const unfinished = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{');
  });
  const signal = new AbortController().signal;
  for (const port of [silent, unfinished]) {
    const asked = ask(`http://127.0.0.1:${port}`, undefined, {
      signal,
      timeoutMs: 200,
    });
    expect(await asked).toEqual({ kind: 'silent' });
  }
});

it('what is no JSON is an answer without a body', async () => {
  const port = await serve((_, response) => response.end('<html>'));
  expect(await ask(`http://127.0.0.1:${port}`)).toEqual({
    kind: 'answered',
    status: 200,
    answeredAt: expect.any(Date),
  });
});

it.each([
  ['Retry-After', { 'retry-after': '7' }, 7_000],
  [
    'a limit that is used up',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1772366460' },
    60_000,
  ],
  [
    'a limit as GitLab names it',
    { 'ratelimit-remaining': '0', 'ratelimit-reset': '1772366460' },
    60_000,
  ],
  [
    'a limit that is not used up',
    { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '1772366460' },
    undefined,
  ],
  ['a date instead', { 'retry-after': 'tomorrow' }, undefined],
])(
  '%s says how long to wait, by the clock of the other side',
  async (_what, headers, ms) => {
    const port = await serve((_, response) =>
      response
        .writeHead(429, { ...headers, date: 'Sun, 01 Mar 2026 12:00:00 GMT' })
        .end('{}'),
    );
    expect(await ask(`http://127.0.0.1:${port}`)).toMatchObject({
      status: 429,
      retryAfterMs: ms,
      answeredAt: new Date('2026-03-01T12:00:00Z'),
    });
  },
);

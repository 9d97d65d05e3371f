import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import { ControlledSource } from './__testUtils__/ControlledSource';
import { until } from './__testUtils__/until';
import { createConsumer, type Consumer } from './createConsumer';

const TOKEN = 'a-token-for-services';
const PATH = 'payments/db-login';
const NONCE = 'a-nonce-of-sufficient-length';

let source: ControlledSource;
let consumer: Consumer;
const ends: Array<() => Promise<unknown>> = [];

beforeEach(async () => {
  source = new ControlledSource('1', 'first-password');
  consumer = createConsumer({ token: TOKEN, instance: 'checkout-1' });
  await consumer.use({
    path: PATH,
    source,
    load: content => content.field('password'),
  });
});
afterEach(async () => {
  await Promise.all(ends.splice(0).map(end => end()));
  await consumer.close();
});

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

const plain: RequestListener = (request, response) => {
  if (!consumer.handler(request, response)) response.writeHead(418).end();
};
const asked = (port: number, path: string, init?: RequestInit) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
    },
    ...init,
  });
const attest = `/keyturn/attest?path=${PATH}&nonce=${NONCE}`;
const tell = (body: string): RequestInit => ({ method: 'POST', body });

async function versionAt(port: number): Promise<string> {
  const { uses } = await (await asked(port, attest)).json();
  return uses[0].version;
}

it('proves the version in use, as the contract says', async () => {
  const response = await asked(await listen(plain), attest);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({
    instance: 'checkout-1',
    startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    uses: [
      {
        path: PATH,
        version: '1',
        since: expect.stringMatching(/^\d{4}-.*Z$/),
        hmac: createHmac('sha256', 'first-password')
          .update(NONCE)
          .digest('hex'),
      },
    ],
  });
});

it('moves to the version that it is told, after it answered', async () => {
  const port = await listen(plain);
  source.put('2', 'second-password');
  const body = JSON.stringify({ path: PATH, version: '2' });
  expect((await asked(port, '/keyturn/reload', tell(body))).status).toBe(202);
  await until('it uses it', async () => (await versionAt(port)) === '2');
});

it('is asked nothing about a path that it does not use', async () => {
  const port = await listen(plain);
  const body = JSON.stringify({ path: 'another', version: '2' });
  const { reads } = source;
  expect((await asked(port, '/keyturn/reload', tell(body))).status).toBe(202);
  expect(await versionAt(port)).toBe('1');
  expect(source.reads).toBe(reads);
});

it.each([
  [401, attest, { headers: {} }],
  [401, attest, { headers: { authorization: 'Bearer x' } }],
  [401, '/keyturn/reload', { method: 'POST', headers: {} }],
  [400, '/keyturn/attest', {}],
  [400, '/keyturn/attest?nonce=short', {}],
  [400, `/keyturn/attest?nonce=${'a'.repeat(257)}`, {}],
  [400, '/keyturn/reload', tell('')],
  [400, '/keyturn/reload', tell('{"path": 1, "version": "2"}')],
  [400, '/keyturn/reload', tell('null')],
  [400, '/keyturn/reload', tell(`"${'a'.repeat(5000)}"`)],
  [405, '/keyturn/reload', {}],
  [405, attest, { method: 'POST' }],
  [418, '/keyturn', {}],
  [418, '/keyturn/attest/more', {}],
])('answers %i at %s', async (status, path, init) => {
  const port = await listen(plain);
  const response = await asked(port, path, init);
  expect(response.status).toBe(status);
  expect(await response.text()).toBe('');
});

it('survives addresses that are none', async () => {
  const port = await listen(plain);
  for (const target of ['//', '*', 'http://[', '/keyturn/attest?%zz=%', '?']) {
    const socket = connect(port, '127.0.0.1');
    socket.end(
      `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 4/);
  }
  expect(await versionAt(port)).toBe('1');
});

it.each([
  ['behind a parser', true],
  ['without one', false],
])('works as middleware of a mounted router, %s', async (_how, parses) => {
  const app = express();
  if (parses) app.use(express.json());
  app.use('/keyturn', consumer.middleware);
  app.use((_request, response) => {
    response.status(418).end();
  });
  const port = await listen(app);
  source.put('2', 'second-password');
  const body = JSON.stringify({ path: PATH, version: '2' });
  expect((await asked(port, '/keyturn/reload', tell(body))).status).toBe(202);
  await until('it uses it', async () => (await versionAt(port)) === '2');
  expect((await asked(port, '/orders')).status).toBe(418);
});

it('names no version that its source does not name: the value decides', async () => {
  const unnamed = createConsumer({ token: TOKEN });
  await unnamed.use({
    path: PATH,
    source: new ControlledSource(undefined, 'first-password'),
    load: () => 'pool',
  });
  const port = await listen((request, response) => {
    unnamed.handler(request, response);
  });
  expect(await versionAt(port)).toBe('unnamed');
  await unnamed.close();
});

it('asks for the token that is valid now', async () => {
  let token = 'first-token';
  const replaced = createConsumer({ token: () => token });
  const port = await listen((request, response) => {
    replaced.handler(request, response);
  });
  const headers = { authorization: 'Bearer second-token' };
  expect((await asked(port, attest, { headers })).status).toBe(401);
  token = 'second-token';
  expect((await asked(port, attest, { headers })).status).toBe(200);
  await replaced.close();
});

it.each(['', 'two words', 'über'])('refuses the token %j', token => {
  expect(() => createConsumer({ token })).toThrow('visible ASCII');
});

it('uses a path once', async () => {
  await expect(
    consumer.use({ path: PATH, source, load: () => 'pool' }),
  ).rejects.toThrow('in use already');
});

it('gives two copies two ids', async () => {
  const ids = new Set<string>();
  for (const copy of [1, 2].map(() => createConsumer({ token: TOKEN }))) {
    const port = await listen((request, response) => {
      copy.handler(request, response);
    });
    ids.add((await (await asked(port, attest)).json()).instance);
  }
  expect(ids.size).toBe(2);
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretRotationClient } from './client';

const SECRET = { namespace: 'default', name: 'payments-db-login' };

/** What a middleware of Backstage's `fetchApi` does before it passes a request on. */
const lookingFirst: typeof fetch = async (input, init) => {
  const looked = new Request(input, init);
  expect(looked.url).toContain('/v1/');
  return fetch(input, init);
};

describe('SecretRotationClient', () => {
  let server: Server;
  let received: Array<{ line: string; key?: string; body: string }>;

  beforeEach(async () => {
    received = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) {
        body += chunk;
      }
      received.push({
        line: `${request.method} ${request.url}`,
        key: request.headers['idempotency-key']?.toString(),
        body,
      });
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  function client() {
    const { port } = server.address() as AddressInfo;
    return new SecretRotationClient({
      discovery: { getBaseUrl: async () => `http://127.0.0.1:${port}` },
      fetch: lookingFirst,
    });
  }

  it('sends bodies through a fetch that looks at the request first, as that of Backstage does', async () => {
    await client().plan(SECRET);
    await client().startRun(SECRET, {
      reason: 'It leaked',
      kind: 'rotate',
      idempotencyKey: 'key-of-the-dialog',
    });
    expect(received).toEqual([
      {
        line: 'POST /v1/secrets/default/payments-db-login/plan',
        key: undefined,
        body: '{}',
      },
      {
        line: 'POST /v1/secrets/default/payments-db-login/runs',
        key: 'key-of-the-dialog',
        body: '{"reason":"It leaked","kind":"rotate"}',
      },
    ]);
  });

  it('sends no body with a read', async () => {
    await client().getSecret(SECRET);
    expect(received).toEqual([
      {
        line: 'GET /v1/secrets/default/payments-db-login',
        key: undefined,
        body: '',
      },
    ]);
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TokenExchange } from './TokenExchange';

jest.setTimeout(60_000);

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const CREDENTIAL = {
  email: 'payments@payments-prod.iam.gserviceaccount.com',
  keyId: 'a-key',
  privateKey,
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function exchangeAt(listener: RequestListener): Promise<TokenExchange> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new TokenExchange(`http://127.0.0.1:${port}`);
}

const context = () => ({ signal: new AbortController().signal });

it.each([
  ['an unknown, disabled or deleted key', 'Invalid JWT Signature.', 'rejected'],
  ['an account that is gone', 'Invalid grant: account not found', 'rejected'],
  [
    'a wrong clock',
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
    'unknown',
  ],
])('%s is told apart', async (_, description, answer) => {
  const exchange = await exchangeAt((__, response) => {
    response.writeHead(400, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        error: 'invalid_grant',
        error_description: description,
      }),
    );
  });
  expect(await exchange.probe(CREDENTIAL, context())).toBe(answer);
});

it('a redirect, a refusal without a reason and silence are unknown', async () => {
  const redirecting = await exchangeAt((_, response) => {
    response.writeHead(302, { location: 'http://127.0.0.1:1/token' }).end();
  });
  expect(await redirecting.probe(CREDENTIAL, context())).toBe('unknown');
  server?.close();
  const refusing = await exchangeAt((_, response) => {
    response.writeHead(403).end();
  });
  expect(await refusing.probe(CREDENTIAL, context())).toBe('unknown');
  server?.close();
  const silent = await exchangeAt(() => undefined);
  const soon = { signal: AbortSignal.timeout(200) };
  expect(await silent.probe(CREDENTIAL, soon)).toBe('unknown');
});

it('a key that is none is unknown, and nothing is sent', async () => {
  let requests = 0;
  const exchange = await exchangeAt(() => {
    requests += 1;
  });
  const broken = { ...CREDENTIAL, privateKey: 'no "key"\u0000; DROP' };
  expect(await exchange.probe(broken, context())).toBe('unknown');
  expect(requests).toBe(0);
});

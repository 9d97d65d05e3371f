import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallerIdentity } from './CallerIdentity';

const KEY = { id: 'AKIAEXAMPLE', secret: 'a-secret-of-the-test' };

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** Answers as STS does, in the form that its documentation gives. */
async function answering(
  status: number,
  code: string,
  message: string,
): Promise<CallerIdentity> {
  server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  return new CallerIdentity({ regions: ['eu-central-1'], endpoint });
}

const context = { signal: new AbortController().signal };

it.each([
  [
    'an unknown, inactive or deleted key',
    403,
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
    'rejected',
  ],
  [
    'a wrong secret',
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
    'rejected',
  ],
  [
    'a wrong clock',
    403,
    'SignatureDoesNotMatch',
    'Signature expired: 20261123T000000Z is now earlier than 20261123T001000Z',
    'unknown',
  ],
  ['a lack of rights', 403, 'AccessDenied', 'Not allowed', 'unknown'],
  ['a slow-down', 400, 'Throttling', 'Rate exceeded', 'unknown'],
  ['an outage', 503, 'ServiceUnavailable', 'Try later', 'unknown'],
])('%s is told apart', async (_, status, code, message, answer) => {
  const identity = await answering(status, code, message);
  expect(await identity.probe(KEY, context)).toEqual([answer]);
});

it('a region that says nothing is unknown', async () => {
  server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const identity = new CallerIdentity({
    regions: ['eu-central-1', 'eu-west-1'],
    endpoint: `http://127.0.0.1:${port}`,
  });
  expect(
    await identity.probe(KEY, { signal: AbortSignal.timeout(200) }),
  ).toEqual(['unknown', 'unknown']);
});

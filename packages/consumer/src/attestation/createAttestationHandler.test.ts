import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAttestationHandler } from './createAttestationHandler';

let server: Server;
afterEach(() => server.close());

it('says why another version could not be loaded, and nothing where there is no trouble', async () => {
  const use = { version: '1', since: new Date(), prove: () => 'ab' };
  const handler = createAttestationHandler({
    token: 'the-token',
    uses: () => [
      { ...use, path: 'payments/a', problem: 'permission-denied' },
      { ...use, path: 'payments/b' },
    ],
    reload: () => {},
  });
  server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(
    `http://127.0.0.1:${port}/keyturn/attest?nonce=0123456789abcdef`,
    { headers: { authorization: 'Bearer the-token' } },
  );
  const { uses } = await answer.json();
  expect(uses[0]).toMatchObject({ problem: 'permission-denied' });
  expect(uses[1]).not.toHaveProperty('problem');
});

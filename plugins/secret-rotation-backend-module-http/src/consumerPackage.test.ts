import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConsumer, fromCallback, type Consumer } from '@keyturn/consumer';
import { askService } from './__testUtils__/askService';

const TOKEN = 'a-token-of-the-service';
const FIRST = 'first-password-Qw3rT8';
const SECOND = 'second-password-Pl6mK2';

let server: Server;
let service: Consumer;
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await service.close();
});

it('tells a service made with @keyturn/consumer, and has each version proven by its value', async () => {
  let stored = { fields: { password: FIRST }, version: '1' };
  let released = (_password: string) => {};
  service = createConsumer({ token: TOKEN, instance: 'checkout-1' });
  await service.use({
    path: 'payments/db-login',
    source: fromCallback(async () => stored),
    load: content => content.field('password'),
    release: password => released(password),
  });
  server = createServer((request, response) => {
    if (!service.handler(request, response)) response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = askService({ port, token: TOKEN });
  const seen = () => asked.observe({ '1': FIRST, '2': SECOND });
  const proven = (version: string) => [
    expect.objectContaining({
      id: 'checkout-1',
      health: 'healthy',
      strength: 'proven',
      version,
    }),
  ];

  expect(await seen()).toEqual(proven('1'));
  const moved = new Promise<string>(done => {
    released = done;
  });
  stored = { fields: { password: SECOND }, version: '2' };
  expect(await asked.reload('2')).toEqual({ told: 1 });
  expect(await moved).toBe(FIRST);
  await new Promise(setImmediate); // the release is counted after it returned
  expect(await seen()).toEqual(proven('2'));
  await expect(
    askService({ port, token: 'another-token' }).reload('2'),
  ).rejects.toThrow('refuses the bearer token');
});

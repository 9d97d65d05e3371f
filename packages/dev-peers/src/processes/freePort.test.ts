import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from './freePort';

it('gives ports that no outgoing connection of others takes, each once', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));
  expect(new Set(ports).size).toBe(50);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  const server = createServer().listen(ports[0], '127.0.0.1');
  await once(server, 'listening');
  server.close();
});

import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

// Below what systems give to outgoing connections: such a port could be taken before a slow server listens on it.
const FIRST = 20_000;
const LAST = 32_767;
const TRIES = 100;

/** By this process: who asked for one may not listen on it yet. */
const given = new Set<number>();

/** A loopback port that nobody listens on now. @public */
export async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const port = randomInt(FIRST, LAST + 1);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`None of ${TRIES} ports is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false; // somebody listens there
  }
  server.close();
  await once(server, 'close');
  return true;
}

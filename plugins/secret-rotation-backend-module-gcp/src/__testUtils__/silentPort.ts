import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A loopback port where every connection is taken and nothing is ever answered. */
export async function silentPort() {
  const sockets = new Set<Socket>();
  const server = createServer(socket => sockets.add(socket.resume()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `127.0.0.1:${port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

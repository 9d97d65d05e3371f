import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server that takes connections and never answers. @public */
export async function listenSilently(): Promise<{
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}> {
  const host = '127.0.0.1';
  const open = new Set<Socket>();
  const server = createServer(socket => {
    open.add(socket);
    // A client that gives up is what this server is for.
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    host,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      open.forEach(socket => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

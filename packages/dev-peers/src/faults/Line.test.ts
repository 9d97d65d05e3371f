import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Line } from './Line';

async function pairOfSockets(): Promise<[Socket, Socket]> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [far] = await accepted;
  server.close();
  return [near, far];
}

describe('a line that is cut', () => {
  it.each(['before', 'while'])(
    'is closed on both sides %s it ends: an open socket would keep the process from its end',
    async moment => {
      const [near, client] = await pairOfSockets();
      const [server, target] = await pairOfSockets();
      const ends = [near, client, server, target];
      const closed = Promise.all(
        ends.map(socket => new Promise(done => socket.once('close', done))),
      );
      for (const socket of [near, target]) {
        socket.resume().on('error', () => undefined); // a reset is what the cut looks like
      }
      const line = new Line({
        ...{ client, server },
        onRequest: () => async () => 'deliver',
        onAnswer: async () => 'deliver',
      });
      if (moment === 'while') client.end('the last words');
      line.cut();
      await closed;
      expect(ends.every(({ destroyed }) => destroyed)).toBe(true);
    },
  );
});

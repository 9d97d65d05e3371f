import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { startFaultProxy, type FaultProxy } from './startFaultProxy';

/** A server that remembers what it was told and answers each line with `ok`. */
function echoServer() {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    socket.on('data', chunk => {
      received.push(chunk.toString());
      socket.write(`ok ${chunk}`);
    });
  });
  return {
    received,
    async listen() {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    async stop() {
      sockets.forEach(socket => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

/** A client that remembers what it was answered. */
async function dial(port: number) {
  const socket = connect(port, '127.0.0.1');
  const answers: string[] = [];
  socket.on('data', chunk => answers.push(chunk.toString()));
  const closed = new Promise<string>(resolve => {
    socket.on('error', error =>
      resolve((error as NodeJS.ErrnoException).code ?? 'error'),
    );
    socket.on('close', () => resolve('closed'));
  });
  await Promise.race([once(socket, 'connect'), closed]);
  return { socket, answers, closed };
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('It did not happen');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

describe('the fault proxy', () => {
  const server = echoServer();
  let proxy: FaultProxy;
  let serverPort: number;
  const open: Socket[] = [];

  const client = async (port = proxy.port) => {
    const dialled = await dial(port);
    open.push(dialled.socket);
    return dialled;
  };

  beforeEach(async () => {
    server.received.length = 0;
    serverPort = await server.listen();
    proxy = await startFaultProxy({ port: serverPort });
  });

  afterEach(async () => {
    open.splice(0).forEach(socket => socket.destroy());
    await proxy.stop();
    await server.stop();
  });

  it('passes both ways and counts connections', async () => {
    const { socket, answers } = await client();
    socket.write('one');
    await until(() => answers.join('') === 'ok one');
    expect(proxy.connections).toBe(1);
  });

  it('lets a request land and loses its answer, once', async () => {
    const first = await client();
    first.socket.write('hello');
    await until(() => first.answers.length === 1);
    const lost = proxy.loseAnswer(chunk => chunk.includes('COMMIT'));
    first.socket.write('COMMIT');
    await lost;
    expect(await first.closed).toBe('ECONNRESET');
    expect(server.received).toEqual(['hello', 'COMMIT']);
    expect(first.answers).toEqual(['ok hello']);
    const second = await client();
    second.socket.write('COMMIT');
    await until(() => second.answers.join('') === 'ok COMMIT');
  });

  it('holds one request and what comes behind it while other connections go on', async () => {
    const held = proxy.holdRequest(chunk => chunk.includes('ALTER'));
    const slow = await client();
    slow.socket.write('ALTER');
    const { release } = await held;
    slow.socket.write(' and more');
    const other = await client();
    other.socket.write('other');
    await until(() => other.answers.length === 1);
    expect(server.received).toEqual(['other']);
    await release();
    expect(server.received.join('')).toContain('ALTER');
    await until(() => server.received.join('').includes('ALTER and more'));
  });

  it('says of a held request whose client has gone that nobody will answer', async () => {
    const held = proxy.holdRequest(chunk => chunk.includes('ALTER'));
    const gone = await client();
    gone.socket.write('ALTER');
    const { release } = await held;
    gone.socket.destroy();
    await expect(release()).resolves.toBeUndefined();
  });

  it('delivers after a hold what was sent meanwhile', async () => {
    proxy.hold();
    const { socket, answers } = await client();
    socket.write('patient');
    const other = await client();
    other.socket.write('too');
    const witness = await client(serverPort);
    witness.socket.write('past the proxy');
    await until(() => witness.answers.length === 1);
    expect(server.received).toEqual(['past the proxy']);
    proxy.pass();
    await until(() => answers.join('') === 'ok patient');
    await until(() => other.answers.join('') === 'ok too');
  });

  it('loses everything in a black hole without a word; new connections work after it', async () => {
    const lost = await client();
    proxy.blackHole();
    lost.socket.write('into the dark');
    const alsoLost = await client();
    alsoLost.socket.write('me too');
    // A later request on a healthy line shows that the proxy had its time to deliver the others.
    proxy.pass();
    const fresh = await client();
    fresh.socket.write('fresh');
    await until(() => fresh.answers.length === 1);
    expect(server.received.filter(text => text !== 'fresh')).not.toContain(
      'into the dark',
    );
    expect(lost.answers).toEqual([]);
  });

  it('delays by the time that it is told', async () => {
    proxy.delay(80);
    const { socket, answers } = await client();
    const sent = performance.now();
    socket.write('late');
    await until(() => answers.length === 1);
    // Once on the way there and once on the way back; timers may end a moment early.
    expect(performance.now() - sent).toBeGreaterThan(150);
  });

  it('resets open and new connections while it refuses', async () => {
    const before = await client();
    proxy.refuse();
    expect(await before.closed).toBe('ECONNRESET');
    const after = await client();
    expect(['ECONNRESET', 'closed']).toContain(await after.closed);
    proxy.pass();
    const fresh = await client();
    fresh.socket.write('again');
    await until(() => fresh.answers.length === 1);
  });
});

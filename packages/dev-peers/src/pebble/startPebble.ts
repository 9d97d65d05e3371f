import { mkdir, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join, resolve } from 'node:path';
import { freePort } from '../processes/freePort';
import { runServer } from '../processes/serverProcess';
import type { ServerCertificate } from '../vault';
import type { PebblePrograms } from './findPebble';

const HOST = '127.0.0.1';

/** How to start Pebble. @public */
export interface PebbleOptions {
  readonly programs: PebblePrograms;
  /** The folder of its configuration and log. It keeps what it signs in memory: a restart begins empty. */
  readonly dataDir: string;
  /** With what it speaks TLS itself. */
  readonly certificate: ServerCertificate;
}

/** Pebble, the ACME server for tests of Let's Encrypt, on loopback, with a name server that says what it is told to. @public */
export interface Pebble {
  /** The URL of its directory. */
  readonly directory: string;
  readonly pid: number;
  /** Where it looks for answers of http-01, on loopback: every name leads there. */
  readonly httpPort: number;
  /** Asks the server itself, without checking its certificate. */
  ask(path: string): Promise<string>;
  /** Asks its management, without checking its certificate. */
  manage(path: string): Promise<string>;
  /** Sets a TXT record, or without a value removes it. */
  setTxt(record: string, value?: string): Promise<void>;
  /** Ends both processes. A repeat is harmless. */
  stop(): Promise<void>;
}

/** Starts Pebble and its name server as processes of their own. @public */
export async function startPebble(options: PebbleOptions): Promise<Pebble> {
  const dataDir = resolve(options.dataDir);
  const nameServer = await startNameServer(options);
  try {
    const server = await startServer(options, dataDir, nameServer.dnsPort);
    return {
      directory: `https://${HOST}:${server.ports.acme}/dir`,
      pid: server.pid,
      httpPort: server.ports.http,
      ask: path => server.ask(server.ports.acme, path),
      manage: path => server.ask(server.ports.management, path),
      setTxt: nameServer.setTxt,
      stop: async () => {
        await server.stop();
        await nameServer.stop();
      },
    };
  } catch (error) {
    await nameServer.stop();
    throw error;
  }
}

async function startNameServer({ programs, dataDir }: PebbleOptions) {
  const folder = resolve(dataDir, 'name-server');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [dnsPort, port] = [await freePort(), await freePort()];
  const server = await runServer({
    command: programs.nameServer,
    args: [
      // It serves no answers to challenges itself. The last one only names the folder, by which a leftover is known.
      ...['http01', 'https01', 'tlsalpn01'].flatMap(name => [`-${name}`, '']),
      ...['-dns01', `${HOST}:${dnsPort}`, '-management', `${HOST}:${port}`],
      ...['-defaultIPv4', HOST, '-defaultIPv6', '', folder],
    ],
    dataDir: folder,
  });
  const tell = async (path: string, body: object) => {
    const answer = await fetch(`http://${HOST}:${port}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error('The name server refuses a record');
  };
  await server.untilReady(() =>
    succeeds(tell('clear-txt', { host: 'ready.' })),
  );
  return {
    dnsPort,
    stop: server.stop,
    setTxt: (record: string, value?: string) =>
      value === undefined
        ? tell('clear-txt', { host: `${record}.` })
        : tell('set-txt', { host: `${record}.`, value }),
  };
}

async function startServer(
  { programs, certificate }: PebbleOptions,
  dataDir: string,
  dnsPort: number,
) {
  const ports = {
    acme: await freePort(),
    management: await freePort(),
    http: await freePort(),
    tls: await freePort(),
  };
  const config = join(dataDir, 'pebble.json');
  await writeFile(
    config,
    JSON.stringify({
      pebble: {
        listenAddress: `${HOST}:${ports.acme}`,
        managementListenAddress: `${HOST}:${ports.management}`,
        certificate: certificate.certFile,
        privateKey: certificate.keyFile,
        httpPort: ports.http,
        tlsPort: ports.tls,
        ocspResponderURL: '',
        externalAccountBindingRequired: false,
      },
    }),
  );
  const server = await runServer({
    command: programs.server,
    args: ['-config', config, '-dnsserver', `${HOST}:${dnsPort}`],
    // It would wait up to 15 seconds before it validates. That it refuses some nonces is what clients must bear.
    env: { PEBBLE_VA_NOSLEEP: '1' },
    dataDir,
  });
  // Its certificate is one of the test's own: who it is, is known by its port.
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true });
  const ask = (port: number, path: string) =>
    get(`https://${HOST}:${port}${path}`, agent);
  await server.untilReady(() => succeeds(ask(ports.acme, '/dir')));
  return {
    ports,
    ask,
    pid: server.pid,
    stop: async () => {
      agent.destroy();
      await server.stop();
    },
  };
}

/** Whether it is answered: it may not listen yet. */
async function succeeds(asked: Promise<unknown>): Promise<boolean> {
  return asked.then(
    () => true,
    () => false,
  );
}

async function get(url: string, agent: Agent): Promise<string> {
  // Newer ones refuse whoever does not say what it is, as ACME demands.
  const headers = { 'user-agent': 'keyturn-dev-peers' };
  return new Promise((done, reject) => {
    request(url, { agent, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.once('end', () =>
        response.statusCode === 200
          ? done(Buffer.concat(chunks).toString('utf8'))
          : reject(new Error(`Pebble answered ${response.statusCode}`)),
      );
    })
      .once('error', reject)
      .end();
  });
}

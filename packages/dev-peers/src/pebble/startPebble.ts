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
  const nameServerDir = join(dataDir, 'name-server');
  await mkdir(nameServerDir, { recursive: true, mode: 0o700 });
  const ports = {
    acme: await freePort(),
    management: await freePort(),
    http: await freePort(),
    tls: await freePort(),
    dns: await freePort(),
    nameServer: await freePort(),
  };
  const config = join(dataDir, 'pebble.json');
  const { certFile, keyFile } = options.certificate;
  await writeFile(
    config,
    JSON.stringify({
      pebble: {
        listenAddress: `${HOST}:${ports.acme}`,
        managementListenAddress: `${HOST}:${ports.management}`,
        certificate: certFile,
        privateKey: keyFile,
        httpPort: ports.http,
        tlsPort: ports.tls,
        ocspResponderURL: '',
        externalAccountBindingRequired: false,
      },
    }),
  );
  const names = `http://${HOST}:${ports.nameServer}`;
  const nameServer = await runServer({
    command: options.programs.nameServer,
    args: [
      // It serves no answers to challenges itself. The last one only names the folder, by which a leftover is known.
      ...['http01', 'https01', 'tlsalpn01'].flatMap(name => [`-${name}`, '']),
      ...['-dns01', `${HOST}:${ports.dns}`],
      ...['-management', `${HOST}:${ports.nameServer}`],
      ...['-defaultIPv4', HOST, '-defaultIPv6', '', nameServerDir],
    ],
    dataDir: nameServerDir,
  });
  const server = await runServer({
    command: options.programs.server,
    args: ['-config', config, '-dnsserver', `${HOST}:${ports.dns}`],
    // It would wait up to 15 seconds before it validates. That it refuses some nonces is what clients must bear.
    env: { PEBBLE_VA_NOSLEEP: '1' },
    dataDir,
  });
  const ask = (port: number, path: string) =>
    get(`https://${HOST}:${port}${path}`);
  const tell = async (path: string, body: object) => {
    const answer = await fetch(`${names}/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error('The name server refuses a record');
  };
  const stop = async () => {
    await server.stop();
    await nameServer.stop();
  };
  try {
    await nameServer.untilReady(() =>
      tell('clear-txt', { host: 'ready.' }).then(
        () => true,
        () => false, // it does not listen yet
      ),
    );
    await server.untilReady(() =>
      ask(ports.acme, '/dir').then(
        () => true,
        () => false, // it does not listen yet
      ),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    directory: `https://${HOST}:${ports.acme}/dir`,
    pid: server.pid,
    httpPort: ports.http,
    manage: path => ask(ports.management, path),
    setTxt: (record, value) =>
      value === undefined
        ? tell('clear-txt', { host: `${record}.` })
        : tell('set-txt', { host: `${record}.`, value }),
    stop,
  };
}

/** Its certificate is one of the test's own: who it is, is known by its port. */
async function get(url: string): Promise<string> {
  return new Promise((done, reject) => {
    const agent = new Agent({ rejectUnauthorized: false });
    request(url, { agent }, response => {
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

import { join, resolve } from 'node:path';
import { freePort } from '../processes/freePort';
import { runServer } from '../processes/serverProcess';

/** How to start moto's server. @public */
export interface MotoOptions {
  /** The program `moto_server`. */
  readonly binary: string;
  /** The folder of its log. It keeps its secrets in memory: a restart begins empty. */
  readonly dataDir: string;
  /** Default: any free port. */
  readonly port?: number;
}

/** Moto on loopback: an emulator of AWS, with every region. It takes any credential. @public */
export interface Moto {
  readonly address: string;
  readonly pid: number;
  /** Ends the process. A repeat is harmless. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts moto's server as a process of its own. @public */
export async function startMoto(options: MotoOptions): Promise<Moto> {
  const dataDir = resolve(options.dataDir);
  const port = options.port ?? (await freePort());
  const address = `http://${HOST}:${port}`;
  const server = await runServer({
    command: options.binary,
    // A key without a certificate is not used; its path names the folder, by which a leftover process is known as ours.
    args: ['-H', HOST, '-p', String(port), '-k', join(dataDir, 'unused.pem')],
    // It would look for the metadata service of a cloud machine.
    env: { AWS_EC2_METADATA_DISABLED: 'true' },
    dataDir,
  });
  await server.untilReady(() => answers(address));
  return { address, pid: server.pid, stop: server.stop };
}

async function answers(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/moto-api/`).catch(() => undefined); // it does not listen yet
  return answer?.ok ?? false;
}

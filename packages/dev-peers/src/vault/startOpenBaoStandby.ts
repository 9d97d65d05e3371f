import { resolve } from 'node:path';
import { readDevelopmentKeys } from './developmentKeys';
import { freePort } from '../processes/freePort';
import { call, untilListening } from './openBaoApi';
import { writeOpenBaoConfig } from './openBaoConfig';
import { runServer } from '../processes/serverProcess';

/** How to start a second node beside a running server. @public */
export interface OpenBaoStandbyOptions {
  /** The program `bao` or `vault`. */
  readonly binary: string;
  /** The folder of everything that the standby keeps. */
  readonly dataDir: string;
  /** As the active one's. Default: 1. */
  readonly performanceMultiplier?: number;
  /** The server that it stands by for, and its folder, where the keys lie. */
  readonly active: { readonly address: string; readonly dataDir: string };
}

/** A node that waits to become the active one. @public */
export interface OpenBaoStandby {
  readonly address: string;
  readonly pid: number;
  /** Ends the process. A repeat is harmless. */
  stop(): Promise<void>;
}

// What sys/health answers for an unsealed standby.
const STANDBY = 429;

/**
 * Starts a real OpenBao or Vault that joins a running one as its standby: the two form a raft cluster on loopback.
 * @public
 */
export async function startOpenBaoStandby(
  options: OpenBaoStandbyOptions,
): Promise<OpenBaoStandby> {
  const { binary, active } = options;
  const dataDir = resolve(options.dataDir);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const config = await writeOpenBaoConfig({
    dataDir,
    port,
    nodeId: `keyturn-standby-${port}`,
    performanceMultiplier: options.performanceMultiplier ?? 1,
  });
  const server = await runServer({
    command: binary,
    args: ['server', `-config=${config}`],
    dataDir,
  });
  try {
    const { unsealKey } = await readDevelopmentKeys(active.dataDir);
    await untilListening(server, address);
    await call(address, 'POST', 'sys/storage/raft/join', {
      body: { leader_api_addr: active.address },
    });
    await server.untilReady(async () => {
      await call(address, 'PUT', 'sys/unseal', { body: { key: unsealKey } });
      return (await call(address, 'GET', 'sys/health')).status === STANDBY;
    });
    return { address, pid: server.pid, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

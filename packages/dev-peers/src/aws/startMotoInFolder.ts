import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMoto } from './startMoto';

/** Starts moto in a folder of its own, which goes when it ends. @public */
export async function startMotoInFolder(
  binary: string,
): Promise<{ address: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-aws-'));
  const { address, stop } = await startMoto({ binary, dataDir });
  return {
    address,
    async stop() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

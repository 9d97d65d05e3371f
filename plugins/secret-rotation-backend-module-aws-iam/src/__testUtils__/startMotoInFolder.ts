import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { motoForTests, startMoto } from '@keyturn/dev-peers';

/** Starts moto in a folder of its own, which goes when it ends. `undefined` where the machine has none, which is said. */
export async function startMotoInFolder(): Promise<
  { address: string; stop(): Promise<void> } | undefined
> {
  const { binary } = motoForTests();
  if (!binary) return undefined;
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-iam-'));
  const { address, stop } = await startMoto({ binary, dataDir });
  return {
    address,
    async stop() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * Has a moto run while the tests of a file do.
 * @returns its address, to be asked within a test; `undefined` where the machine has none
 */
export function withMoto(): (() => string) | undefined {
  const { binary } = motoForTests();
  if (!binary) return undefined;
  let moto: Awaited<ReturnType<typeof startMotoInFolder>>;
  beforeAll(async () => {
    moto = await startMotoInFolder();
  });
  afterAll(() => moto?.stop());
  return () => moto?.address ?? '';
}

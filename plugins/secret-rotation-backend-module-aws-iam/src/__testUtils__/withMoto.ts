import { motoForTests, startMotoInFolder } from '@keyturn/dev-peers';

/**
 * Has a moto run while the tests of a file do.
 * @returns its address, to be asked within a test; `undefined` where the machine has none, which is said
 */
export function withMoto(): (() => string) | undefined {
  const { binary } = motoForTests();
  if (!binary) return undefined;
  let moto: Awaited<ReturnType<typeof startMotoInFolder>>;
  beforeAll(async () => {
    moto = await startMotoInFolder(binary);
  });
  afterAll(() => moto?.stop());
  return () => moto?.address ?? '';
}

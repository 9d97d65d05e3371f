import { tallyCases, type CaseTally } from '../cases/tallyCases';
import { casesFor, refuseStaleExemptions, type SecretStorePeer } from './peer';

/**
 * Holds a `SecretStore` to its contract without a test framework.
 * @param report - takes one line for each case
 * @param signal - aborted: no further case is begun, and the world is closed
 * @public
 */
export async function runSecretStoreCases(
  peer: SecretStorePeer,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<CaseTally> {
  const world = await peer.createWorld();
  try {
    refuseStaleExemptions(peer, world);
    const cases = casesFor(peer).map(({ name, skipped, run }) => ({
      name,
      skipped,
      run: () => run(world),
    }));
    return await tallyCases(cases, report, signal);
  } finally {
    await world.close?.();
  }
}

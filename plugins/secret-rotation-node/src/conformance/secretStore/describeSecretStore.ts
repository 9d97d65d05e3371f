import { casesFor, refuseStaleExemptions, type SecretStorePeer } from './peer';
import type { SecretStoreWorld } from './world';

/**
 * Holds a `SecretStore` to its contract in Jest, whose globals it needs. Skipped cases are printed with their reasons.
 * @public
 */
export function describeSecretStore(peer: SecretStorePeer): void {
  describe(`${peer.name} keeps the contract of SecretStore`, () => {
    let world: SecretStoreWorld;

    beforeAll(async () => {
      world = await peer.createWorld();
      refuseStaleExemptions(peer, world);
    });
    afterAll(async () => {
      await world?.close?.();
    });

    casesFor(peer).forEach(({ name, skipped, run }) => {
      if (skipped === undefined) {
        it(name, () => run(world));
      } else {
        process.stderr.write(`skipped on ${peer.name}: ${name}: ${skipped}\n`);
        it.skip(name, () => run(world));
      }
    });
  });
}

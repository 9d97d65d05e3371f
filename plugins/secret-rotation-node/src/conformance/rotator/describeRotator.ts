import { casesFor, refuseStaleExemptions, type RotatorPeer } from './peer';

/**
 * Holds a `Rotator` to its contract in Jest, whose globals it needs. Skipped cases are printed with their reasons.
 * @public
 */
export function describeRotator(peer: RotatorPeer): void {
  describe(`${peer.name} keeps the contract of Rotator`, () => {
    beforeAll(() => refuseStaleExemptions(peer));

    casesFor(peer).forEach(({ name, skipped, run }) => {
      if (skipped === undefined) {
        it(name, run);
      } else {
        process.stderr.write(`skipped on ${peer.name}: ${name}: ${skipped}\n`);
        it.skip(name, run);
      }
    });
  });
}

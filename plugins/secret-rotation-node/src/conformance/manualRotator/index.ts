import { runProgram, type ProgramPart } from '../cases/runProgram';
import { tallyCases, type PeerCase } from '../cases/tallyCases';
import { MANUAL_CASES } from './cases';
import { ManualScene } from './scene';
import type { ManualRotatorPeer } from './world';

export type { ByHand, ManualRotatorPeer, ManualRotatorWorld } from './world';

function casesFor(peer: ManualRotatorPeer): readonly PeerCase[] {
  return MANUAL_CASES.map(({ name, needsByHand, check }) => ({
    name,
    skipped: needsByHand && peer.exemptions?.byHand,
    async run() {
      const world = await peer.createWorld();
      try {
        // An exemption must not outlive its reason.
        if (world.byHand && peer.exemptions?.byHand !== undefined) {
          throw new Error('The world has byHand: remove the exemption from it');
        }
        await check(new ManualScene(world, peer));
      } finally {
        await world.close();
      }
    },
  }));
}

/**
 * Holds a `ManualRotator` to its contract in Jest, whose globals it needs. Skipped cases are printed with their reasons.
 * @public
 */
export function describeManualRotator(peer: ManualRotatorPeer): void {
  describe(`${peer.name} keeps the contract of ManualRotator`, () => {
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

/**
 * The program behind `npm run conformance -- manual [--json]`: holds rotators by hand to their contract, besides other
 * parts of the same integration.
 * @public
 */
export async function runManualRotatorConformanceProgram(
  name: string,
  peers: readonly ManualRotatorPeer[],
  argv: readonly string[],
): Promise<void> {
  const parts: ProgramPart[] = peers.map(peer => ({
    name: peer.name,
    tally: (report, interrupted) =>
      tallyCases(casesFor(peer), report, interrupted),
  }));
  await runProgram(name, parts, argv);
}

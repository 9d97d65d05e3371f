import { runProgram, type ProgramPart } from '../cases/runProgram';
import type { RotatorPeer } from '../rotator/peer';
import { runRotatorCases } from '../rotator/runRotatorCases';
import type { SecretStorePeer } from './peer';
import { runSecretStoreCases } from './runSecretStoreCases';

/**
 * The program behind `npm run conformance -- <name> [--json]`: holds a store to its contract on one or several peers,
 * prints a line for each case, and sets the exit code to 1 when a promise is broken. With `--json` the last line is
 * `{"name","passed","failed","skipped"}`.
 * @param name - of the integration
 * @param peers - the servers that the environment names, or that were found on this machine
 * @param rotators - of the same integration, where it has some too
 * @public
 */
export async function runConformanceProgram(
  name: string,
  peers: readonly SecretStorePeer[],
  argv: readonly string[],
  rotators: readonly RotatorPeer[] = [],
): Promise<void> {
  await runProgram(
    name,
    [
      ...peers.map(
        (peer): ProgramPart => ({
          name: peer.name,
          tally: (report, interrupted) =>
            runSecretStoreCases(peer, report, interrupted),
        }),
      ),
      ...rotators.map(
        (peer): ProgramPart => ({
          name: peer.name,
          tally: (report, interrupted) =>
            runRotatorCases(peer, report, interrupted),
        }),
      ),
    ],
    argv,
  );
}

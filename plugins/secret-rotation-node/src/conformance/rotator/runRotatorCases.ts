import { runProgram } from '../cases/runProgram';
import { tallyCases, type CaseTally } from '../cases/tallyCases';
import { casesFor, refuseStaleExemptions, type RotatorPeer } from './peer';

/**
 * Holds a `Rotator` to its contract without a test framework.
 * @param report - takes one line for each case
 * @param signal - aborted: no further case is begun
 * @public
 */
export async function runRotatorCases(
  peer: RotatorPeer,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<CaseTally> {
  const cases = casesFor(peer);
  await refuseStaleExemptions(peer);
  return tallyCases(cases, report, signal);
}

/**
 * The program behind `npm run conformance -- <name> [--json]` for rotators: holds them to their contract on one or
 * several peers, prints a line for each case, and sets the exit code to 1 when a promise is broken. With `--json` the
 * last line is `{"name","passed","failed","skipped"}`.
 * @param name - of the integration
 * @param peers - one for each strategy and server
 * @public
 */
export async function runRotatorConformanceProgram(
  name: string,
  peers: readonly RotatorPeer[],
  argv: readonly string[],
): Promise<void> {
  await runProgram(
    name,
    peers.map(peer => ({
      name: peer.name,
      tally: (report, interrupted) =>
        runRotatorCases(peer, report, interrupted),
    })),
    argv,
  );
}

import { AssertionError } from 'node:assert';
import { isNativeError } from 'node:util/types';
import { casesFor, refuseStaleExemptions, type SecretStorePeer } from './peer';

/** How many cases of a peer were kept, broken, and left out. @public */
export interface CaseTally {
  /** Kept. */
  readonly passed: number;
  /** Broken. */
  readonly failed: number;
  /** Left out, each with a printed reason. */
  readonly skipped: number;
}

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
  const tally = { passed: 0, failed: 0, skipped: 0 };
  const cases = casesFor(peer);
  const world = await peer.createWorld();
  try {
    refuseStaleExemptions(peer, world);
    for (const { name, skipped, run } of cases) {
      if (signal?.aborted) break;
      if (skipped !== undefined) {
        tally.skipped += 1;
        report(`skipped ${name}: ${skipped}`);
        continue;
      }
      const failure = await run(world).then(
        () => undefined,
        thrown => failureOf(thrown),
      );
      if (failure === undefined) {
        tally.passed += 1;
        report(`passed  ${name}`);
      } else {
        tally.failed += 1;
        report(`FAILED  ${name}: ${failure}`);
      }
    }
  } finally {
    await world.close?.();
  }
  return tally;
}

/** What broke and where. The text of a stranger's error is left out: it may quote what was sent. */
function failureOf(thrown: unknown): string {
  // Jest has an `Error` of its own beside Node's.
  if (!isNativeError(thrown)) {
    return `threw a ${typeof thrown}`;
  }
  const at = (thrown.stack ?? '')
    .split('\n')
    .find(line => /conformance.secretStore/.test(line))
    ?.trim();
  const what = thrown instanceof AssertionError ? thrown.message : thrown.name;
  return [what.replaceAll('\n', ' '), at].filter(Boolean).join(' ');
}

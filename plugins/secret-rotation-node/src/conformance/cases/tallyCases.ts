import { AssertionError } from 'node:assert';
import { isNativeError } from 'node:util/types';

/** How many cases of a peer were kept, broken, and left out. @public */
export interface CaseTally {
  /** Kept. */
  readonly passed: number;
  /** Broken. */
  readonly failed: number;
  /** Left out, each with a printed reason. */
  readonly skipped: number;
}

/** A case of one peer. */
export interface PeerCase {
  readonly name: string;
  /** Why it is left out, if it is. */
  readonly skipped?: string;
  run(): Promise<void>;
}

/**
 * Runs cases one after the other without a test framework.
 * @param report - takes one line for each case
 * @param signal - aborted: no further case is begun
 */
export async function tallyCases(
  cases: readonly PeerCase[],
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<CaseTally> {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, skipped, run } of cases) {
    if (signal?.aborted) break;
    if (skipped !== undefined) {
      tally.skipped += 1;
      report(`skipped ${name}: ${skipped}`);
      continue;
    }
    const failure = await run().then(
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
    .find(line => /conformance.(secretStore|rotator|manualRotator)/.test(line))
    ?.trim();
  const what = thrown instanceof AssertionError ? thrown.message : thrown.name;
  return [what.replaceAll('\n', ' '), at].filter(Boolean).join(' ');
}

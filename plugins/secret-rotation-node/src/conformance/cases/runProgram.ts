import type { CaseTally } from './tallyCases';

/** One peer, as the program sees it. */
export interface ProgramPart {
  /** Of the peer, for people. */
  readonly name: string;
  tally(
    report: (line: string) => void,
    interrupted: AbortSignal,
  ): Promise<CaseTally>;
}

/**
 * Holds an adapter to its contract on one peer after the other, prints a line for each case, and sets the exit code to
 * 1 when a promise is broken. With `--json` the last line is `{"name","passed","failed","skipped"}`.
 */
export async function runProgram(
  name: string,
  parts: readonly ProgramPart[],
  argv: readonly string[],
): Promise<void> {
  const interrupted = new AbortController();
  // Worlds are closed, and what they wrote is removed, also when somebody has seen enough.
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());

  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const part of parts) {
    print(part.name);
    const tally = await part.tally(
      line => print(`  ${line}`),
      interrupted.signal,
    );
    sum.passed += tally.passed;
    sum.failed += tally.failed;
    sum.skipped += tally.skipped;
  }
  const wasCutShort = interrupted.signal.aborted || sum.passed === 0;
  process.exitCode = sum.failed > 0 || wasCutShort ? 1 : 0;
  print(
    argv.includes('--json')
      ? JSON.stringify({ name, ...sum })
      : `${name}: ${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

import type { SecretStorePeer } from './peer';
import { runSecretStoreCases } from './runSecretStoreCases';

/**
 * The program behind `npm run conformance -- <name> [--json]`: holds a store to its contract on one or several peers,
 * prints a line for each case, and sets the exit code to 1 when a promise is broken. With `--json` the last line is
 * `{"name","passed","failed","skipped"}`.
 * @param name - of the integration
 * @param peers - the servers that the environment names, or that were found on this machine
 * @public
 */
export async function runConformanceProgram(
  name: string,
  peers: readonly SecretStorePeer[],
  argv: readonly string[],
): Promise<void> {
  const interrupted = new AbortController();
  // The world is closed, and what it wrote is removed, also when somebody has seen enough.
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());

  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const peer of peers) {
    print(peer.name);
    const tally = await runSecretStoreCases(
      peer,
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

/**
 * Ends the process after a failed start; left alone it would stay up and serve nothing. Only the first line of
 * the message is shown: a configuration parser quotes the broken lines below it, and they may hold a credential.
 */
export async function exitAfterFailedStart(
  backend: { stop(): Promise<void> },
  error: unknown,
): Promise<void> {
  const [reason] = String(error).split('\n');
  process.stderr.write(`The backend could not start: ${reason}\n`);
  try {
    await backend.stop();
  } finally {
    process.exit(1);
  }
}

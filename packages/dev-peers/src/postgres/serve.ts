import { startTemporaryPostgres } from './temporaryPostgres';

/**
 * A program: one PostgreSQL in a temporary folder. Prints `{"connectionString": …}` as one line when it accepts
 * connections, and ends it, with its folder, on SIGTERM, SIGINT or when its input closes (so also when the starter is
 * killed). The line holds the server's random password: for the starter's environment, not for a log.
 */
async function serve(): Promise<void> {
  const ended = new Promise<void>(resolve => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    process.stdin.once('close', resolve).once('end', resolve).resume();
  });
  const server = await startTemporaryPostgres({ max_connections: '200' });
  try {
    const connectionString = server.connectionString('postgres');
    process.stdout.write(`${JSON.stringify({ connectionString })}\n`);
    await ended;
  } finally {
    await server.stop();
  }
}

serve().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);

import { createStandIn } from './server';
import { KeptState } from './KeptState';

/**
 * A program: the stand-in for Vault. Its argument is the data file; `KEYTURN_STAND_IN_PORT` and
 * `KEYTURN_STAND_IN_TOKEN` (the root token) are its environment.
 */
function main(): void {
  const file = process.argv[2];
  const port = Number(process.env.KEYTURN_STAND_IN_PORT);
  const rootToken = process.env.KEYTURN_STAND_IN_TOKEN;
  if (!file || !port || !rootToken) {
    throw new Error(
      'Needs a data file, KEYTURN_STAND_IN_PORT and KEYTURN_STAND_IN_TOKEN',
    );
  }
  const server = createStandIn(new KeptState(file), rootToken);
  server.listen(port, '127.0.0.1', () => {
    process.stdout.write(
      `This is a STAND-IN for Vault, for development and tests. Its data are not encrypted. Port ${port}.\n`,
    );
  });
  process.once('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
  });
}

main();

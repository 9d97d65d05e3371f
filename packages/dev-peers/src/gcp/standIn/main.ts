import { keep, readKept } from '../../processes/keptFile';
import { inTurn } from './inTurn';
import { StandIn } from './StandIn';
import { emptyState, type State } from './state';

/**
 * A program: the stand-in for GCP Secret Manager. Its argument is the data file; `KEYTURN_STAND_IN_PORT` and, for a
 * regional endpoint, `KEYTURN_STAND_IN_LOCATION` are its environment.
 */
async function main(): Promise<void> {
  const file = process.argv[2];
  const port = Number(process.env.KEYTURN_STAND_IN_PORT);
  if (!file || !port) {
    throw new Error('Needs a data file and KEYTURN_STAND_IN_PORT');
  }
  const state = (await readKept<State>(file)) ?? emptyState();
  const standIn = new StandIn({
    state,
    save: inTurn(() => keep(file, state)),
    location: process.env.KEYTURN_STAND_IN_LOCATION || undefined,
    now: Date.now,
  });
  const { close } = await standIn.listen(port);
  process.stdout.write(
    `This is a STAND-IN for GCP Secret Manager, for development and tests. Its data are not encrypted. Port ${port}.\n`,
  );
  process.once('SIGTERM', close);
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});

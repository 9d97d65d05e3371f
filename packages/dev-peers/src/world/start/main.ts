/**
 * `npm start`: the quick-start world with the portal in the browser, until Ctrl-C. Its state survives in `.keyturn` of
 * the checkout; `-- --fresh` empties it.
 */
import { join } from 'node:path';
import { CHECKOUT } from '../checkout';
import { removeFolder, worldPaths } from '../folder';
import { readCommandLine, type CommandLine } from '../options';
import { ProcessRecords } from '../processes/ProcessRecords';
import { superviseWorld } from '../supervisor';
import type { WorldEvent } from '../World';
import { readPersons } from '../persons';

const STATE = join(CHECKOUT, '.keyturn');
/** Of app-config.yaml. */
const PORT = 7007;
/** A ledger belongs to the store and the target that it was written beside, so each database has a world of its own. */
const DATABASES = ['postgres', 'better-sqlite3'] as const;

async function start({ sqlite, fresh }: CommandLine): Promise<void> {
  const portalDatabase = DATABASES[sqlite ? 1 : 0];
  await (fresh ? empty() : refuseSecond(portalDatabase));
  const folder = join(STATE, portalDatabase);
  const records = new ProcessRecords(worldPaths(folder).processes);
  await records.add('owner', process.pid, { isGuardian: true });

  let standIns = '';
  const world = superviseWorld(
    { folder, portalDatabase, app: true, port: PORT },
    event => {
      if (event.type === 'peers-ready') {
        standIns = event.storeIsStandIn
          ? `stand-in: the secrets manager is ${event.store}`
          : `no stand-in: the secrets manager is ${event.store}`;
      }
      tell(event);
    },
  );
  const end = () => world.stop();
  process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end);
  try {
    const url = await world.ready;
    const persons = (await readPersons())
      .map(({ title, description }) => `${title} (${description})`)
      .join('; ');
    process.stdout.write(
      `\nKeyturn is ready at ${url} - sign in as ${persons}, without a password - ${standIns}. Ctrl-C ends everything.\n\n`,
    );
  } finally {
    await world.ended;
    await records.remove(process.pid);
  }
}

/** @throws Error when somebody runs the world already */
async function refuseSecond(database: string): Promise<void> {
  const { processes } = worldPaths(join(STATE, database));
  const guardian = await new ProcessRecords(processes).guardian();
  if (guardian !== undefined) {
    throw new Error(
      `The world runs already, under process ${guardian}. End it first, by Ctrl-C.`,
    );
  }
}

async function empty(): Promise<void> {
  for (const database of DATABASES) {
    await refuseSecond(database);
  }
  for (const database of DATABASES) {
    const { processes } = worldPaths(join(STATE, database));
    await new ProcessRecords(processes).endAll();
  }
  await removeFolder(STATE);
}

function tell(event: WorldEvent): void {
  const text = textOf(event);
  if (text) {
    process.stdout.write(`${text}\n`);
  }
}

function textOf(event: WorldEvent): string | undefined {
  switch (event.type) {
    case 'app-building':
      return 'Building the portal (about a minute, and only when its sources have changed)';
    case 'peers-ready':
      return `PostgreSQL, ${
        event.store
      } and the services run: ${event.services.join(', ')}`;
    case 'backend-started':
      return `Starting the portal; logs are in ${join(STATE, '*', 'logs')}`;
    case 'backend-ended':
      return "The portal's backend ended";
    default:
      return undefined;
  }
}

async function main(): Promise<void> {
  try {
    await start(
      readCommandLine(process.argv.slice(2), ['--sqlite', '--fresh']),
    );
    process.exit(0);
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : 'Unknown failure'}\n`,
    );
    process.exit(1);
  }
}

main();

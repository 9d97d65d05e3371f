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
import { OwnServer } from '../store/OwnServer';
import { WorldState } from '../WorldState';
import { isAtServer, worldFolder, worldFolders } from './worldFolders';

const STATE = join(CHECKOUT, '.keyturn');
/** Of app-config.yaml. */
const PORT = 7007;

async function start({ sqlite, fresh, stores }: CommandLine): Promise<void> {
  const portalDatabase = sqlite ? 'better-sqlite3' : 'postgres';
  const folder = worldFolder(STATE, portalDatabase, process.env);
  await (fresh ? empty() : refuseSecond(folder));
  const records = new ProcessRecords(worldPaths(folder).processes);
  await records.add('owner', process.pid, { isGuardian: true });

  let standIns = '';
  const world = superviseWorld(
    { folder, portalDatabase, stores, app: true, port: PORT },
    event => {
      if (event.type === 'peers-ready') {
        standIns = standInsOf(event.stores);
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
async function refuseSecond(folder: string): Promise<void> {
  const { processes } = worldPaths(folder);
  const guardian = await new ProcessRecords(processes).guardian();
  if (guardian !== undefined) {
    throw new Error(
      `The world runs already, under process ${guardian}. End it first, by Ctrl-C.`,
    );
  }
}

async function empty(): Promise<void> {
  const folders = worldFolders(STATE);
  for (const folder of folders) {
    await refuseSecond(folder);
  }
  for (const folder of folders) {
    await new ProcessRecords(worldPaths(folder).processes).endAll();
    if (isAtServer(folder, process.env)) {
      const state = await WorldState.open(folder);
      await new OwnServer(state, process.env).discard();
    }
    await removeFolder(folder);
  }
}

/** A world says openly what in it is not real. */
function standInsOf(
  stores: Extract<WorldEvent, { type: 'peers-ready' }>['stores'],
): string {
  const names = (isStandIn: boolean) =>
    stores
      .filter(store => store.isStandIn === isStandIn)
      .map(({ description }) => description)
      .join('; ');
  return stores.some(store => store.isStandIn)
    ? `stand-in: the secrets manager is ${names(true)}`
    : `no stand-in: the secrets manager is ${names(false)}`;
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
      return `PostgreSQL, ${event.stores
        .map(({ description }) => description)
        .join(', ')} and the services run: ${event.services.join(', ')}`;
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
      readCommandLine(process.argv.slice(2), [
        '--sqlite',
        '--fresh',
        '--stores',
      ]),
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

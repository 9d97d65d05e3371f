import { join } from 'node:path';
import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { dumpPostgres, dumpSqlite } from '../leaks/dumpDatabases';
import { worldPaths } from '../folder';
import type { WorldOptions } from '../options';
import type { WorldSecret } from '../payments/secrets';
import type { StoredVersion } from '../store/WorldStore';
import { superviseWorld, type SupervisedWorld } from '../supervisor';
import type { WorldEvent } from '../World';
import { freshLogin, type LoginAnswer } from './freshLogin';
import type { Narrator } from './Narrator';
import { createRecordedApi } from '../RecordedApi';
import { PORTAL, readSurroundings, type Surroundings } from '../surroundings';
import { teller } from './teller';
import { watchRotation } from './watchRotation';

/** A login as the store holds it. */
interface Login {
  readonly username: string;
  readonly password: string;
}

/** What was seen of the rotation of one secret. @internal */
export interface Rotation {
  readonly secret: WorldSecret;
  readonly store: string;
  readonly run: RunDetail;
  readonly runs: number;
  readonly old: Login & { readonly answer: LoginAnswer };
  readonly new: Login & { readonly answer: LoginAnswer };
  /** Whether a consumer could still be led to the old version. */
  readonly oldIsReadable: boolean;
}

/** What was seen of a world, before it ended. @internal */
export interface SeenWorld {
  readonly rotations: readonly Rotation[];
  readonly kills: number;
  readonly surroundings: Surroundings;
}

type Peers = Extract<WorldEvent, { type: 'peers-ready' }>;

const DEADLINE_MS = 300_000;

/**
 * Starts a world, watches the rotations that begin by themselves, one for each store, proves what they claim, and
 * ends the world.
 * @internal
 */
export async function rotateOnce(
  options: WorldOptions,
  narrator: Narrator,
  onWorld: (world: SupervisedWorld) => void,
): Promise<SeenWorld> {
  const deadline = Date.now() + DEADLINE_MS;
  const paths = worldPaths(options.folder);
  let kills = 0;
  let peers: Peers | undefined;
  const world = superviseWorld(options, event => {
    if (event.type === 'backend-ended' && event.signal === 'SIGKILL') {
      kills += 1;
    }
    if (event.type === 'peers-ready') {
      peers = event;
    }
    tellEvent(narrator, event);
  });
  onWorld(world);
  const ended = new AbortController();
  world.ended.finally(() => ended.abort(new Error('the world has ended')));
  try {
    const url = await world.ready;
    const surroundings = await readSurroundings(options.folder);
    const api = createRecordedApi({
      url,
      token: surroundings.apiToken,
      file: join(options.folder, 'api-traffic.txt'),
    });
    const { secrets = [], stores = [] } = peers ?? {};
    narrator.tell('waiting for the rotation that the policy starts by itself');
    const rotations = await Promise.all(
      secrets.map(async ({ secret, version }): Promise<Rotation> => {
        const operator = surroundings.operator(secret.store);
        const old = loginOf(await operator.read(secret.path, version));
        const ref = { namespace: 'default', name: secret.name };
        const run = await watchRotation(api, ref, teller(narrator), {
          deadline,
          signal: ended.signal,
        });
        narrator.tell(`${run.label} ${run.state}`);
        const current = loginOf(await operator.read(secret.path));
        const left = await operator.read(secret.path, version);
        const { target } = surroundings;
        return {
          secret,
          store:
            stores.find(({ kind }) => kind === secret.store)?.description ?? '',
          run,
          runs: (await api.listRuns(ref)).items.length,
          old: { ...old, answer: await freshLogin(target, old) },
          new: { ...current, answer: await freshLogin(target, current) },
          oldIsReadable: left !== undefined,
        };
      }),
    );
    const dump = join(options.folder, 'portal-database.txt');
    await (options.portalDatabase === 'postgres'
      ? dumpPostgres(surroundings.connectionString(PORTAL), dump)
      : dumpSqlite(paths.portalData, dump));
    return { rotations, kills, surroundings };
  } finally {
    await world.stop();
  }
}

function loginOf(version: StoredVersion | undefined): Login {
  const { username, password } = version?.fields ?? {};
  if (!username || !password) {
    throw new Error('The store does not hold the login');
  }
  return { username, password };
}

function tellEvent(narrator: Narrator, event: WorldEvent): void {
  switch (event.type) {
    case 'peers-ready':
      narrator.tell(
        `PostgreSQL, the store and the services run: ${event.services.join(
          ', ',
        )}`,
      );
      for (const { description } of event.stores) {
        narrator.detail(`store: ${description}`);
      }
      break;
    case 'backend-ended':
      narrator.tell(
        event.signal
          ? `the portal's backend was ended by ${event.signal}`
          : `the portal's backend ended`,
      );
      break;
    case 'backend-ready':
      narrator.tell("the portal's backend is ready");
      break;
    default:
      break;
  }
}

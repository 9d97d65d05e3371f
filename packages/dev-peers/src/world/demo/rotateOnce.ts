import { join } from 'node:path';
import type { RunDetail } from '@keyturn/backstage-plugin-secret-rotation-common';
import { dumpPostgres, dumpSqlite } from '../leaks/dumpDatabases';
import { worldPaths } from '../folder';
import type { WorldOptions } from '../options';
import { SECRET_PATH } from '../payments/seed';
import { StoreAdmin } from '../store/StoreAdmin';
import { superviseWorld, type SupervisedWorld } from '../supervisor';
import type { WorldEvent } from '../World';
import { freshLogin, type LoginAnswer } from './freshLogin';
import type { Narrator } from './Narrator';
import { createRecordedApi } from './RecordedApi';
import { PORTAL, readSurroundings, type Surroundings } from '../surroundings';
import { SECRET, watchRotation } from './watchRotation';

/** A login as the store holds it. */
interface Login {
  readonly username: string;
  readonly password: string;
}

/** What was seen of one rotation, before the world ended. @internal */
export interface Rotation {
  readonly run: RunDetail;
  readonly runs: number;
  readonly kills: number;
  readonly store: string;
  readonly old: Login & { readonly answer: LoginAnswer };
  readonly new: Login & { readonly answer: LoginAnswer };
  readonly oldIsReadable: boolean;
  readonly surroundings: Surroundings;
}

const DEADLINE_MS = 300_000;

/** Starts a world, watches the rotation that begins by itself, proves what it claims, and ends the world. @internal */
export async function rotateOnce(
  options: WorldOptions,
  narrator: Narrator,
  onWorld: (world: SupervisedWorld) => void,
): Promise<Rotation> {
  const deadline = Date.now() + DEADLINE_MS;
  const paths = worldPaths(options.folder);
  let kills = 0;
  let store = '';
  const world = superviseWorld(options, event => {
    if (event.type === 'backend-ended' && event.signal === 'SIGKILL') {
      kills += 1;
    }
    if (event.type === 'peers-ready') {
      store = event.store;
    }
    tellEvent(narrator, event);
  });
  onWorld(world);
  const ended = new AbortController();
  world.ended.finally(() => ended.abort(new Error('the world has ended')));
  try {
    const url = await world.ready;
    const surroundings = await readSurroundings(options.folder);
    const admin = new StoreAdmin(surroundings.store);
    const { mount } = surroundings.store;
    const old = loginOf(await admin.read(mount, SECRET_PATH, 1));
    const api = createRecordedApi({
      url,
      token: surroundings.apiToken,
      file: join(options.folder, 'api-traffic.txt'),
    });
    narrator.tell('waiting for the rotation that the policy starts by itself');
    const run = await watchRotation(api, teller(narrator), {
      deadline,
      signal: ended.signal,
    });
    narrator.tell(`${run.label} ${run.state}`);

    const current = loginOf(await admin.read(mount, SECRET_PATH));
    const oldVersion = await admin.read(mount, SECRET_PATH, 1);
    const rotation = {
      run,
      runs: (await api.listRuns(SECRET)).items.length,
      kills,
      store,
      old: { ...old, answer: await freshLogin(surroundings.target, old) },
      new: {
        ...current,
        answer: await freshLogin(surroundings.target, current),
      },
      oldIsReadable: oldVersion !== undefined,
      surroundings,
    };
    const dump = join(options.folder, 'portal-database.txt');
    await (options.portalDatabase === 'postgres'
      ? dumpPostgres(surroundings.connectionString(PORTAL), dump)
      : dumpSqlite(paths.portalData, dump));
    return rotation;
  } finally {
    await world.stop();
  }
}

function loginOf(fields: Record<string, string> | undefined): Login {
  if (!fields?.username || !fields.password) {
    throw new Error('The store does not hold the login');
  }
  return { username: fields.username, password: fields.password };
}

function tellEvent(narrator: Narrator, event: WorldEvent): void {
  switch (event.type) {
    case 'peers-ready':
      narrator.tell(
        `PostgreSQL, the store and the services run: ${event.services.join(
          ', ',
        )}`,
      );
      narrator.detail(`store: ${event.store}`);
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

function teller(narrator: Narrator): Parameters<typeof watchRotation>[1] {
  const seconds = (run: RunDetail, at: string) =>
    `+${((Date.parse(at) - Date.parse(run.createdAt)) / 1000).toFixed(1)} s`;
  return {
    began: run => {
      narrator.tell(`${run.label} began: ${run.reason}`);
    },
    step: (run, attempt) => {
      const { step, endedAt, startedAt, evidence } = attempt;
      narrator.tell(`${step} done (${seconds(run, endedAt ?? startedAt)})`);
      for (const fact of evidence ?? []) {
        narrator.detail(fact);
      }
    },
    waits: (run, cause) => {
      narrator.tell(`${run.step} waits: ${cause}`);
    },
  };
}

import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '../workflow/position';

/**
 * Places at which a test may kill the process or make a call fail: before and after every call to the outside and
 * every commit, and after every step. The one wrapper hits them; nothing else does.
 */
export interface Failpoints {
  /**
   * @param place - `before:effect:store.promote`, `after:effect:store.promote`, `after:step:promote`, `before:commit`,
   * `after:commit`
   * @param at - where the work is: `forward.promote` in a run, else what is being done, for example `start`
   */
  hit(place: string, at: string): void;
}

/** Nothing ever happens. */
export const NO_FAILPOINTS: Failpoints = { hit() {} };

/** Where a run is, as a failpoint says it. */
export function failpointAt({ direction, step }: Position): string {
  return `${direction}.${step}`;
}

/**
 * Kills this process at a place, as a power cut would. For development and tests alone: with `NODE_ENV=production`
 * none of this has any effect.
 *
 * - `KEYTURN_FAILPOINT` names the place: `after:step:promote`, or in full `forward.promote/after:effect:store.promote`,
 *   and with `#2` at its end the second time.
 * - `KEYTURN_FAILPOINT_DIR` is a folder that is shared with a test. Its file `armed` names a place too and may change
 *   at any time, so that a running process is armed; every place that is passed becomes a line of its file `hits`.
 * - `KEYTURN_FAILPOINT_ACTION=stop` stops the process there, as a long pause would, until it gets SIGCONT. The file
 *   `armed` goes before that: whoever takes over is not stopped too.
 */
export function failpointsFromEnvironment(env: NodeJS.ProcessEnv): Failpoints {
  const { KEYTURN_FAILPOINT: named, KEYTURN_FAILPOINT_DIR: folder } = env;
  if (env.NODE_ENV === 'production' || !(named || folder)) return NO_FAILPOINTS;
  const stops = env.KEYTURN_FAILPOINT_ACTION === 'stop';
  const counters = new Map<string, number>();
  return {
    hit(place, at) {
      const full = `${at}/${place}`;
      if (folder) appendFileSync(join(folder, 'hits'), `${full}\n`);
      const wanted = folder ? armedIn(folder) ?? named : named;
      const [name, nth = '1'] = (wanted ?? '').split('#');
      if (wanted === undefined || (name !== place && name !== full)) return;
      const count = (counters.get(wanted) ?? 0) + 1;
      counters.set(wanted, count);
      if (count !== Number(nth)) return;
      if (stops) {
        counters.delete(wanted);
        if (folder) rmSync(join(folder, 'armed'), { force: true });
      }
      process.kill(process.pid, stops ? 'SIGSTOP' : 'SIGKILL');
    },
  };
}

function armedIn(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'armed'), 'utf8').trim() || undefined;
  } catch (error) {
    if (Object(error).code === 'ENOENT') return undefined; // nothing is armed
    throw error;
  }
}

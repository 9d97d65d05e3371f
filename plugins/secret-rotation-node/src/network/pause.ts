import { setTimeout as wait } from 'node:timers/promises';

/** Waits, until the time is over or the signal aborts. Never throws. @public */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** Waits by the clock of the process. @public */
export const pauseByClock: Pause = async (ms, signal) => {
  await wait(ms, undefined, { signal }).catch(() => undefined); // whoever waits looks at the signal itself
};

import { setTimeout as delay } from 'node:timers/promises';

/** Services that send one request after the other. @public */
export interface RequestLoad {
  /**
   * Waits until each service has served so many requests more, and at least one that began after the call. Ends at once
   * when a request has failed: the end tells it.
   */
  more(requests: number): Promise<void>;
  /** Lets the requests under way end. @returns how many were served, and what went wrong with the others */
  stop(): Promise<{ served: number; failures: readonly unknown[] }>;
}

const LOOK_MS = 5;

/**
 * Starts services that send a request, and the next one as soon as it is answered.
 * @param request - throws when it is not served
 * @public
 */
export function startRequestLoad(
  request: () => Promise<void>,
  services = 4,
): RequestLoad {
  const served = Array.from({ length: services }, () => 0);
  const failures: unknown[] = [];
  const isOver = new AbortController();
  const running = served.map(async (_, at) => {
    while (!isOver.signal.aborted) {
      try {
        await request();
        served[at] += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  });
  return {
    more: async requests => {
      // The one under way may have begun before.
      const target = served.map(count => count + requests + 1);
      const isReached = () => served.every((count, at) => count >= target[at]);
      while (!isReached() && failures.length === 0) await delay(LOOK_MS);
    },
    stop: async () => {
      isOver.abort();
      await Promise.all(running);
      return {
        served: served.reduce((sum, count) => sum + count, 0),
        failures,
      };
    },
  };
}

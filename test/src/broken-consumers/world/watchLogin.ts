import { setTimeout as delay } from 'node:timers/promises';
import type { LoginAnswer } from '../../crash-sweep/strategies/contracts';

const PAUSE_MS = 100;

/** Tries a login again and again, from outside. */
export function watchLogin(login: () => Promise<LoginAnswer>): {
  /** What the target said so far. */
  readonly answers: readonly LoginAnswer[];
  /** Tries a last time. A repeat is harmless. */
  stop(): Promise<void>;
} {
  const answers: LoginAnswer[] = [];
  let isOver = false;
  const watched = (async () => {
    while (!isOver) {
      answers.push(await login());
      await delay(PAUSE_MS);
    }
    answers.push(await login());
  })();
  return {
    answers,
    stop: async () => {
      isOver = true;
      await watched;
    },
  };
}

import type { NoticeFacts, NoticeRun, NoticeSecret } from '../facts';

/** Plain facts for the tests of notices. */

export const NOW = Date.UTC(2026, 10, 22, 12);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const FALLBACK = 'group:default/platform';
export const OWNER = 'group:default/payments';

export function secretFact(part: Partial<NoticeSecret> = {}): NoticeSecret {
  return {
    id: 5,
    namespace: 'default',
    name: 'login',
    owner: OWNER,
    policy: 'database',
    binding: 'enrolled',
    ...part,
  };
}

export function runFact(part: Partial<NoticeRun> = {}): NoticeRun {
  return {
    id: 12,
    state: 'running',
    direction: 'forward',
    step: 'verify',
    wave: 1,
    cause: 'routine',
    policy: { reminders: { everyMs: DAY, times: 3 } },
    nextAt: NOW + 30_000,
    ...part,
  };
}

/** A run that asks the owner. */
export function askingRun(part: Partial<NoticeRun> = {}): NoticeRun {
  return runFact({
    state: 'blocked',
    nextAt: undefined,
    turn: { who: 'person', owner: OWNER },
    ...part,
  });
}

export function factsOf(part: Partial<NoticeFacts> = {}): NoticeFacts {
  return {
    now: NOW,
    fallbackOwner: FALLBACK,
    paths: { rotation: '/secret-rotation', catalog: '/catalog' },
    runs: [],
    secrets: [],
    reminders: new Map(),
    ...part,
  };
}

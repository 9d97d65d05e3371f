import type { DueState } from '@keyturn/backstage-plugin-secret-rotation-common';

/** The part of a policy that decides when. Spans in ms. */
export interface DuePolicy {
  readonly name: string;
  readonly everyMs?: number;
  readonly firstRotation: 'now' | 'when-due';
}

/** When a secret is due, and why. */
export interface DueDate {
  readonly at: number;
  readonly because: string;
}

/** How much of the interval counts as soon. */
const SOON_SHARE = 0.2;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * When a secret is due next. `undefined`: it never rotates by itself, or its age is not known yet.
 * @param rotatedAt - when the current version was made; `undefined` when unknown
 * @param enrolledAt - when Keyturn was first allowed to act
 * @param rotatedByUs - whether the current version is ours
 */
export function dueDate(
  policy: DuePolicy,
  facts: { rotatedAt?: number; enrolledAt: number; rotatedByUs: boolean },
): DueDate | undefined {
  if (!facts.rotatedByUs && policy.firstRotation === 'now') {
    return {
      at: facts.enrolledAt,
      because: `Policy ${policy.name} asks for a first rotation at once`,
    };
  }
  if (policy.everyMs === undefined || facts.rotatedAt === undefined)
    return undefined;
  return {
    at: facts.rotatedAt + policy.everyMs,
    because: `Policy ${policy.name}: every ${describeSpan(policy.everyMs)}`,
  };
}

/** Where a secret stands against its policy. */
export function dueState(
  dueAt: number | undefined,
  everyMs: number | undefined,
  now: number,
): DueState {
  if (dueAt === undefined)
    return everyMs === undefined ? 'up-to-date' : 'unknown';
  if (dueAt <= now) return 'overdue';
  if (everyMs !== undefined && dueAt - now <= everyMs * SOON_SHARE)
    return 'due-soon';
  return 'up-to-date';
}

/** A span for people: `30 days`, `90 minutes`, `45 seconds`. */
export function describeSpan(ms: number): string {
  const units: Array<[number, string]> = [
    [DAY_MS, 'day'],
    [60 * 60 * 1000, 'hour'],
    [60 * 1000, 'minute'],
  ];
  const [size, unit] = units.find(
    ([length]) => ms >= length && ms % length === 0,
  ) ?? [1000, 'second'];
  const count = Math.round(ms / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** When to try again after a run of the schedule was refused or turned back: a day later at the most. */
export function retryAfter(now: number, everyMs: number | undefined): number {
  return now + Math.min(everyMs ?? DAY_MS, DAY_MS);
}

/** How long to wait before try number `tries` + 1: 2 s, 4 s, … one minute at the most. */
export function backoffMs(tries: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(tries + 1, 6));
}

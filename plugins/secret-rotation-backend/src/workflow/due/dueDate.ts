import type { DueState } from '@keyturn/backstage-plugin-secret-rotation-common';
import { nextOccurrence, type Calendar } from './calendar';
import { describeSpan } from './span';
import type { Window } from './window';

/** The part of a policy that decides when. Spans in ms. */
export interface DuePolicy {
  readonly name: string;
  /** The age limit. */
  readonly everyMs?: number;
  /** Times by the calendar, in place of an age limit. */
  readonly calendar?: Calendar;
  /** When runs of the schedule may start; absent at any time. */
  readonly window?: Window;
  /** Over which span starts are spread. */
  readonly jitterMs?: number;
  readonly firstRotation: 'now' | 'when-due';
}

/** When a secret is due, and why. */
export interface DueDate {
  readonly at: number;
  readonly because: string;
}

/** How much of the time between two due dates counts as soon: a fifth. */
export const SOON_PARTS = 5;

/** Whether secrets of a policy rotate by themselves, again and again. */
export function isScheduled(
  policy: Pick<DuePolicy, 'everyMs' | 'calendar'>,
): boolean {
  return policy.everyMs !== undefined || policy.calendar !== undefined;
}

/**
 * When a secret is due next. `undefined`: it never rotates by itself, or its age is not known yet.
 * @param rotatedAt - when the current version was made; `undefined` when unknown
 * @param enrolledAt - when Keyturn was first allowed to act
 * @param rotatedByUs - whether the current version is ours
 * @param renewal - when the target wants the current version renewed; it counts where it is earlier than the policy's date
 */
export function dueDate(
  policy: DuePolicy,
  facts: DueFacts & { renewal?: DueDate },
): DueDate | undefined {
  const { renewal } = facts;
  const due = dueByPolicy(policy, facts);
  return renewal && (!due || renewal.at < due.at) ? renewal : due;
}

interface DueFacts {
  readonly rotatedAt?: number;
  readonly enrolledAt?: number;
  readonly rotatedByUs: boolean;
}

function dueByPolicy(policy: DuePolicy, facts: DueFacts): DueDate | undefined {
  const { name, everyMs, calendar } = policy;
  const { rotatedAt, enrolledAt } = facts;
  if (
    policy.firstRotation === 'now' &&
    !facts.rotatedByUs &&
    enrolledAt !== undefined
  ) {
    return {
      at: enrolledAt,
      because: `Policy ${name} asks for a first rotation at once`,
    };
  }
  if (rotatedAt === undefined) return undefined;
  if (calendar) {
    const at = nextOccurrence(calendar, rotatedAt);
    const { cron, timeZone } = calendar;
    return at === undefined
      ? undefined
      : { at, because: `Policy ${name}: at ${cron} (cron, ${timeZone})` };
  }
  if (everyMs === undefined) return undefined;
  return {
    at: rotatedAt + everyMs,
    because: `Policy ${name}: every ${describeSpan(everyMs)}`,
  };
}

/**
 * Where a secret stands against its policy. A window or a freeze changes nothing of that: what may not start yet is
 * overdue all the same.
 * @param scheduled - whether its policy says that it rotates by itself
 */
export function dueState(
  { dueAt, rotatedAt }: { dueAt?: number; rotatedAt?: number },
  scheduled: boolean,
  now: number,
): DueState {
  if (dueAt === undefined) return scheduled ? 'unknown' : 'up-to-date';
  if (dueAt <= now) return 'overdue';
  if (
    rotatedAt !== undefined &&
    (dueAt - now) * SOON_PARTS <= dueAt - rotatedAt
  )
    return 'due-soon';
  return 'up-to-date';
}

import type { DuePolicy } from './dueDate';
import { freezeAt, nextFreeze, type Freeze } from './freeze';
import { jitterOf } from './jitter';
import { describeSpan } from './span';
import { describeWindow, nextOpen, type Stretch } from './window';

/** When the schedule may start a run, and why not sooner. */
export interface DispatchTime {
  readonly at: number;
  /** Absent when nothing holds it up. */
  readonly because?: string;
}

/** What limits the start of a secret's next run. */
export interface DispatchFacts {
  readonly secretRef: string;
  readonly dueAt: number;
  /** The earliest time for a reason that is not the policy's, for example after a run without success. */
  readonly notBefore?: number;
}

/** A start that is allowed, for how long it stays so, and what held it up. */
interface Opening extends Stretch {
  readonly because: readonly string[];
}

/**
 * When dispatch may start what is due: at the due date or after it, inside the policy's window, outside every freeze,
 * moved by the jitter. The jitter never moves a start out of the window that is open, nor into a freeze: else a short
 * window would be missed by chance.
 */
export function dispatchTime(
  policy: DuePolicy,
  freezes: readonly Freeze[],
  { secretRef, dueAt, notBefore }: DispatchFacts,
): DispatchTime {
  const opening = openingFrom(policy, freezes, dueAt);
  const jitter = jitterOf(
    secretRef,
    dueAt,
    Math.min(policy.jitterMs ?? 0, opening.to - opening.from),
  );
  const planned = opening.from + jitter;
  if (notBefore !== undefined && notBefore > planned) {
    const later = openingFrom(policy, freezes, notBefore);
    return reasoned(later.from, later.because);
  }
  return reasoned(planned, [
    ...opening.because,
    ...(jitter > 0 && policy.jitterMs !== undefined
      ? [
          `Starts of this policy are spread over ${describeSpan(
            policy.jitterMs,
          )}`,
        ]
      : []),
  ]);
}

function reasoned(at: number, because: readonly string[]): DispatchTime {
  return { at, because: because.length > 0 ? because.join('. ') : undefined };
}

/** The first stretch of time from an instant on in which the schedule may start something. */
function openingFrom(
  policy: DuePolicy,
  freezes: readonly Freeze[],
  from: number,
): Opening {
  const because = new Set<string>();
  let at = from;
  for (;;) {
    const open = policy.window
      ? nextOpen(policy.window, at)
      : { from: at, to: Infinity };
    if (policy.window && open.from > at)
      because.add(`The window is ${describeWindow(policy.window)}`);
    const freeze = freezeAt(freezes, open.from);
    if (!freeze) {
      const to = Math.min(open.to, nextFreeze(freezes, open.from));
      return { from: open.from, to, because: [...because] };
    }
    because.add(`Frozen: ${freeze.reason}`);
    at = freeze.to;
  }
}

import fc from 'fast-check';
import {
  CHANGES,
  DAY,
  HOUR,
  MINUTE,
  walk,
  WEEKDAY_NAMES,
} from './__testUtils__/wallClock';
import { dispatchTime, type DispatchFacts } from './dispatchTime';
import type { DuePolicy } from './dueDate';
import type { Freeze } from './freeze';
import { jitterOf } from './jitter';
import { WEEKDAYS, type Window } from './window';

type Dispatch = typeof dispatchTime;

const WEEKS = 4;
const POLICY: DuePolicy = { name: 'p', firstRotation: 'when-due' };

const minuteOfDay = fc.oneof(
  fc.integer({ min: 0, max: 24 * 60 - 1 }),
  // Where clocks are changed.
  fc.integer({ min: 0, max: 4 * 60 }),
);
const window: fc.Arbitrary<Window> = fc
  .record({
    days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
    from: minuteOfDay,
    to: minuteOfDay,
    timeZone: fc.constantFrom(...CHANGES).map(([zone]) => zone),
  })
  .filter(({ from, to }) => from !== to);

const SCENE = fc
  .record({
    window: fc.option(window, { nil: undefined }),
    jitterMs: fc.option(fc.integer({ min: 1, max: 30 * HOUR }), {
      nil: undefined,
    }),
    dueAt: fc
      .tuple(
        fc.constantFrom(...CHANGES),
        fc.integer({ min: -2 * DAY, max: DAY }),
      )
      .map(([[, at], offset]) => at + offset),
    secretRef: fc
      .constantFrom('a', 'b', 'c', 'd')
      .map(name => `resource:${name}`),
    freezes: fc.array(
      fc.record({
        start: fc.integer({ min: -3 * DAY, max: 4 * DAY }),
        length: fc.integer({ min: 1, max: 3 * DAY }),
      }),
      { maxLength: 3 },
    ),
    later: fc.option(fc.integer({ min: 0, max: 4 * DAY }), { nil: undefined }),
  })
  .map(({ window: open, jitterMs, dueAt, secretRef, freezes, later }) => ({
    policy: { ...POLICY, window: open, jitterMs },
    freezes: freezes.map(
      ({ start, length }): Freeze => ({
        from: dueAt + start,
        to: dueAt + start + length,
        reason: 'a test',
      }),
    ),
    facts: {
      secretRef,
      dueAt,
      notBefore: later === undefined ? undefined : dueAt + later,
    },
  }));

function isFrozen(freezes: readonly Freeze[], at: number): boolean {
  return freezes.some(({ from, to }) => from <= at && at < to);
}

function meetsFreeze(freezes: readonly Freeze[], first: number, last: number) {
  return freezes.some(({ from, to }) => from <= last && first < to);
}

/** By the plain model: a window is open while the wall clock has reached its opening and not its closing. */
function isOpen({ days, from, to }: Window, reached: number): boolean {
  return [0, -1].some(before => {
    const midnight = (Math.floor(reached / DAY) + before) * DAY;
    const closing = midnight + (to > from ? 0 : DAY) + to * MINUTE;
    const weekday = WEEKDAY_NAMES[new Date(midnight).getUTCDay()];
    return (
      days.some(day => day === weekday) &&
      midnight + from * MINUTE <= reached &&
      reached < closing
    );
  });
}

/** By the plain model: the stretches of whole minutes in which something may start. */
function* openMinutes(policy: DuePolicy, from: number): Generator<number> {
  const zone = policy.window?.timeZone ?? 'UTC';
  for (const { at, reached } of walk(
    zone,
    Math.floor(from / MINUTE) * MINUTE,
    from + WEEKS * 7 * DAY,
  ))
    if (!policy.window || isOpen(policy.window, reached)) yield at;
}

/** By the plain model: the minutes between two instants in which the window is closed. */
function closedMinutes({ window: open }: DuePolicy, from: number, to: number) {
  if (!open) return [];
  const start = Math.floor(from / MINUTE) * MINUTE;
  return [...walk(open.timeZone, start, to + 1)]
    .filter(({ reached }) => !isOpen(open, reached))
    .map(({ at }) => at);
}

/** By the plain model: the first instant from `from` on at which something may start. */
function firstAllowed(
  policy: DuePolicy,
  freezes: readonly Freeze[],
  from: number,
): number | undefined {
  for (const minute of openMinutes(policy, from)) {
    const instants = [minute, from, ...freezes.map(freeze => freeze.to)]
      .filter(at => at >= from && at >= minute && at < minute + MINUTE)
      .sort((a, b) => a - b);
    const first = instants.find(at => !isFrozen(freezes, at));
    if (first !== undefined) return first;
  }
  return undefined;
}

const earliest = ({ dueAt, notBefore }: DispatchFacts) =>
  Math.max(dueAt, notBefore ?? dueAt);

/** Without jitter it is the first instant that the model allows: never early, never late, never shut out. */
const isTheFirstAllowed = (dispatch: Dispatch) =>
  fc.property(SCENE, ({ policy, freezes, facts }) => {
    const still = { ...policy, jitterMs: undefined };
    expect(dispatch(still, freezes, facts).at).toBe(
      firstAllowed(still, freezes, earliest(facts)),
    );
  });

/** With jitter it stays in the stretch that was open, and moves by less than the jitter. */
const jittersWithinTheStretch = (dispatch: Dispatch) =>
  fc.property(
    SCENE,
    ({ policy, freezes, facts: { notBefore: _, ...facts } }) => {
      const { at } = dispatch(policy, freezes, facts);
      const first = firstAllowed(policy, freezes, facts.dueAt) ?? NaN;
      expect(at).toBeGreaterThanOrEqual(first);
      expect(at - first).toBeLessThan(policy.jitterMs ?? 1);
      expect(meetsFreeze(freezes, first, at)).toBe(false);
      expect(closedMinutes(policy, first, at)).toEqual([]);
    },
  );

describe('the time at which dispatch may start a run', () => {
  it('is the first one after the due date that window and freezes allow', () => {
    fc.assert(isTheFirstAllowed(dispatchTime), { numRuns: 250 });
  });

  it('is moved by the jitter inside the time that is open, and no further', () => {
    fc.assert(jittersWithinTheStretch(dispatchTime), { numRuns: 250 });
  });

  it('is the same for whoever asks, and holds when it has come', () => {
    fc.assert(
      fc.property(SCENE, ({ policy, freezes, facts }) => {
        const { at } = dispatchTime(policy, freezes, facts);
        expect(dispatchTime(policy, freezes, { ...facts }).at).toBe(at);
        // A tick at that time, and one at any time before it, get the same answer.
        for (const notBefore of [at, facts.notBefore ?? facts.dueAt])
          expect(
            dispatchTime(policy, freezes, { ...facts, notBefore }).at,
          ).toBe(at);
      }),
      { numRuns: 300 },
    );
  });

  it('is never sooner for a later due date or a later retry', () => {
    fc.assert(
      fc.property(
        SCENE,
        fc.nat(3 * DAY),
        ({ policy, freezes, facts }, more) => {
          const still = { ...policy, jitterMs: undefined };
          const { at } = dispatchTime(still, freezes, facts);
          const dueLater = { ...facts, dueAt: facts.dueAt + more };
          const retried = { ...facts, notBefore: earliest(facts) + more };
          expect(
            dispatchTime(still, freezes, dueLater).at,
          ).toBeGreaterThanOrEqual(at);
          expect(
            dispatchTime(policy, freezes, retried).at,
          ).toBeGreaterThanOrEqual(dispatchTime(policy, freezes, facts).at);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says why it is not the due date, and only then', () => {
    fc.assert(
      fc.property(
        SCENE,
        ({ policy, freezes, facts: { notBefore: _, ...facts } }) => {
          const { at, because } = dispatchTime(policy, freezes, facts);
          expect(because !== undefined).toBe(at !== facts.dueAt);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('spreads what is due at once over the whole jitter', () => {
    const starts = Array.from({ length: 1000 }, (_, index) =>
      jitterOf(`resource:default/s-${index}`, 0, 10 * HOUR),
    );
    const perHour = Array.from(
      { length: 10 },
      (_, hour) => starts.filter(at => Math.floor(at / HOUR) === hour).length,
    );
    expect(Math.min(...perHour)).toBeGreaterThan(60);
    expect(Math.max(...perHour)).toBeLessThan(140);
  });

  const mutants: Array<[string, typeof isTheFirstAllowed, Dispatch]> = [
    [
      'does not look at freezes',
      isTheFirstAllowed,
      (policy, _, facts) => dispatchTime(policy, [], facts),
    ],
    [
      'does not look at windows',
      isTheFirstAllowed,
      (policy, freezes, facts) =>
        dispatchTime({ ...policy, window: undefined }, freezes, facts),
    ],
    [
      'reads a window in UTC',
      isTheFirstAllowed,
      (policy, freezes, facts) =>
        dispatchTime(
          {
            ...policy,
            window: policy.window && { ...policy.window, timeZone: 'UTC' },
          },
          freezes,
          facts,
        ),
    ],
    [
      'forgets the retry',
      isTheFirstAllowed,
      (policy, freezes, { notBefore: _, ...facts }) =>
        dispatchTime(policy, freezes, facts),
    ],
    [
      'jitters backwards',
      jittersWithinTheStretch,
      (policy, freezes, facts) => {
        const still = dispatchTime(
          { ...policy, jitterMs: undefined },
          freezes,
          facts,
        ).at;
        return { at: 2 * still - dispatchTime(policy, freezes, facts).at };
      },
    ],
    [
      'jitters without looking at what is open',
      jittersWithinTheStretch,
      (policy, freezes, facts) => ({
        at:
          dispatchTime({ ...policy, jitterMs: undefined }, freezes, facts).at +
          jitterOf(facts.secretRef, facts.dueAt, policy.jitterMs ?? 0),
      }),
    ],
  ];
  it.each(mutants)(
    'is checked so that it shows when somebody %s',
    async (_, property, mutant) => {
      const found = await fc.check(property(mutant), {
        numRuns: 500,
        endOnFailure: true,
      });
      expect(found.failed).toBe(true);
    },
  );
});

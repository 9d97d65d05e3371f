import fc from 'fast-check';
import { DECISIONS } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  following,
  mayCancel,
  mayRollBack,
  PATHS,
  START,
  type Journey,
  type Position,
} from './position';
import {
  decide,
  possibleDecisions,
  transition,
  type Outcome,
  type Transition,
} from './transition';

type Move =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | {
      readonly kind: 'decision';
      readonly decision: (typeof DECISIONS)[number];
    };

const OUTCOME = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Outcome>({ kind: 'done' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Outcome>(
      { kind: 'wait', until: 1, cause: 'a cause' },
      { kind: 'block', question: { text: 'a question', owner: 'group:g' } },
      { kind: 'refuse', reason: 'a reason' },
      { kind: 'turn-back', reason: 'a reason' },
      { kind: 'begin-anew', reason: 'a reason' },
    ),
  },
);

const MOVES = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: OUTCOME.map((outcome): Move => ({ kind: 'outcome', outcome })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...DECISIONS)
        .map((decision): Move => ({ kind: 'decision', decision })),
    },
  ),
  { maxLength: 60 },
);

const WAVES = fc.integer({ min: 1, max: 4 });

/** A rotation of something that works: there is a way back. */
const ROTATION = {
  kind: 'rotate',
  cause: 'routine',
  pins: { plan: { oldVersion: 1 } },
} as const;

/** Whether a step may answer so there: preflight alone refuses, promote alone begins anew, turning back has its limits. */
function isPossible(at: Position, outcome: Outcome): boolean {
  if (outcome.kind === 'begin-anew')
    return at.direction === 'forward' && at.step === 'promote';
  if (outcome.kind === 'refuse')
    return at.direction === 'forward' && at.step === 'preflight';
  return outcome.kind !== 'turn-back' || mayRollBack({ ...at, ...ROTATION });
}

const everywhere = (['forward', 'rollback'] as const).flatMap(direction =>
  PATHS[direction].map(
    (step): Journey => ({ direction, step, wave: 1, ...ROTATION }),
  ),
);

interface Walked {
  readonly from: Position;
  readonly move: Move;
  readonly transition: Transition;
}

/** Plays moves from the start of a run on, as the engine would, until it is over. */
function walk(moves: readonly Move[], waves: number): Walked[] {
  const walked: Walked[] = [];
  let at = START;
  for (const move of moves) {
    if (move.kind === 'outcome' && !isPossible(at, move.outcome)) continue;
    const next =
      move.kind === 'outcome'
        ? transition({ ...at, ...ROTATION }, waves, move.outcome)
        : decide({ ...at, ...ROTATION }, move.decision);
    if (!next) continue;
    walked.push({ from: at, move, transition: next });
    if (next.to === 'closed' || next.to === 'refused') break;
    if (next.to === 'step') at = next.at;
  }
  return walked;
}

const indexOf = (at: Position) => PATHS[at.direction].indexOf(at.step);

/** Whether a move to another step is one of the few that the design knows. */
function isLegalMove(from: Position, move: Move, at: Position): boolean {
  if (at.direction !== from.direction) {
    return (
      from.direction === 'forward' && ['preflight', 'destroy'].includes(at.step)
    );
  }
  if (move.kind === 'decision')
    return at.step === from.step && at.wave === from.wave;
  const isNextWave =
    from.step === 'monitor' &&
    at.step === 'reload' &&
    at.wave === from.wave + 1;
  const beginsAnew =
    from.direction === 'forward' &&
    from.step === 'promote' &&
    at.step === 'activate';
  return isNextWave || beginsAnew || indexOf(at) === indexOf(from) + 1;
}

describe('the workflow', () => {
  it('moves only along its two paths, and from forward to rollback once', () => {
    fc.assert(
      fc.property(MOVES, WAVES, (moves, waves) =>
        walk(moves, waves).every(
          ({ from, move, transition: next }) =>
            next.to !== 'step' ||
            (PATHS[next.at.direction].includes(next.at.step) &&
              next.at.wave >= 1 &&
              next.at.wave <= waves &&
              isLegalMove(from, move, next.at)),
        ),
      ),
    );
  });

  it('has no way back once revoke has begun', () => {
    fc.assert(
      fc.property(MOVES, WAVES, (moves, waves) => {
        const walked = walk(moves, waves);
        const begun = walked.findIndex(
          ({ from }) => from.direction === 'forward' && from.step === 'revoke',
        );
        return (begun === -1 ? [] : walked.slice(begun)).every(
          ({ from, transition: next }) =>
            from.direction === 'forward' &&
            (next.to !== 'step' ||
              (next.at.direction === 'forward' && next.ending === undefined)),
        );
      }),
    );
  });

  it('is cancelled only before activate, and rolled back only from activate on', () => {
    const reached = (at: Position) => PATHS.forward.indexOf(at.step);
    const activate = PATHS.forward.indexOf('activate');
    fc.assert(
      fc.property(MOVES, WAVES, (moves, waves) =>
        walk(moves, waves).every(({ from, transition: next }) => {
          if (next.to !== 'step' || !next.ending) return true;
          return (
            from.direction === 'forward' &&
            (next.ending === 'cancelled') === reached(from) < activate
          );
        }),
      ),
    );
  });

  it('ends, waits for a time, asks a named owner, or goes on: nothing else', () => {
    const isClear: Record<Transition['to'], (next: Transition) => boolean> = {
      step: () => true,
      closed: () => true,
      refused: () => true,
      waiting: next => next.to === 'waiting' && Number.isFinite(next.until),
      blocked: next => next.to === 'blocked' && next.question.owner !== '',
    };
    fc.assert(
      fc.property(MOVES, WAVES, (moves, waves) =>
        walk(moves, waves).every(({ transition: next }) =>
          isClear[next.to](next),
        ),
      ),
    );
  });

  it('reaches its end from everywhere when every step is done', () => {
    fc.assert(
      fc.property(MOVES, WAVES, (moves, waves) => {
        const last = walk(moves, waves).at(-1)?.transition;
        if (last?.to === 'closed' || last?.to === 'refused') return;
        let at: Position | 'end' = last?.to === 'step' ? last.at : START;
        for (let steps = 0; at !== 'end'; steps += 1) {
          expect(steps).toBeLessThan(12 + 2 * waves);
          at = following(at, waves);
        }
      }),
    );
  });

  it('goes through reload and monitor once per wave', () => {
    const seen: string[] = [];
    let at: Position | 'end' = START;
    while (at !== 'end') {
      seen.push(`${at.step} ${at.wave}`);
      at = following(at, 3);
    }
    expect(seen.filter(each => /reload|monitor/.test(each))).toEqual([
      'reload 1',
      'monitor 1',
      'reload 2',
      'monitor 2',
      'reload 3',
      'monitor 3',
    ]);
  });

  it('refuses only in preflight and turns back only where it may', () => {
    const at: Journey = {
      direction: 'forward',
      step: 'revoke',
      wave: 1,
      ...ROTATION,
    };
    expect(() => transition(at, 1, { kind: 'refuse', reason: 'r' })).toThrow(
      'Only preflight refuses',
    );
    expect(() => transition(at, 1, { kind: 'turn-back', reason: 'r' })).toThrow(
      'No way back',
    );
  });

  it('never turns back by itself over a version that a person adopted, who still may', () => {
    const at: Journey = {
      direction: 'forward',
      step: 'monitor',
      wave: 1,
      ...ROTATION,
      pins: { plan: { oldVersion: 1, made: 2 } },
    };
    expect(() => transition(at, 1, { kind: 'turn-back', reason: 'r' })).toThrow(
      'No way back',
    );
    expect(decide(at, 'rollback')).toMatchObject({ ending: 'rolled-back' });
  });

  it('never turns back by itself to a value that somebody else may have; a person still may', () => {
    for (const at of everywhere.filter(mayRollBack)) {
      const compromised: Journey = { ...at, cause: 'compromised' };
      const turnBack = { kind: 'turn-back', reason: 'r' } as const;
      expect(() => transition(compromised, 1, turnBack)).toThrow('No way back');
      expect(transition(at, 1, turnBack)).toMatchObject({
        ending: 'rolled-back',
      });
      expect(decide(compromised, 'rollback')).toMatchObject({
        ending: 'rolled-back',
      });
    }
  });

  it('offers exactly the decisions that it carries out', () => {
    for (const at of everywhere) {
      for (const decision of ['rollback', 'cancel'] as const) {
        expect(possibleDecisions(at, true).includes(decision)).toBe(
          decide(at, decision) !== undefined,
        );
      }
      expect(possibleDecisions(at, true)).toContain('recheck');
      expect(possibleDecisions(at, false)).not.toContain('recheck');
      expect(mayCancel(at) && mayRollBack(at)).toBe(false);
    }
  });

  describe('about a drift', () => {
    const drifted = (replaceable: boolean) =>
      everywhere.map(
        (at): Journey => ({
          ...at,
          pins: { ...ROTATION.pins, drift: { replaceable } },
        }),
      );

    it('offers to adopt and to retry exactly where it carries them out, and only when it asks about one', () => {
      for (const at of [...drifted(true), ...drifted(false), ...everywhere]) {
        for (const decision of ['adopt', 'retry'] as const) {
          expect(possibleDecisions(at, true, 'drift').includes(decision)).toBe(
            decide(at, decision) !== undefined,
          );
          expect(possibleDecisions(at, true)).not.toContain(decision);
          expect(possibleDecisions(at, false, 'drift')).not.toContain(decision);
        }
      }
    });

    it('adopts until revoke, whichever way the run goes, and goes on from promote to succeed', () => {
      const adoptable = drifted(false).filter(at => decide(at, 'adopt'));
      expect(adoptable.map(at => `${at.direction} ${at.step}`)).toEqual([
        'forward activate',
        'forward promote',
        'forward reload',
        'forward monitor',
        'forward verify',
        'rollback preflight',
        'rollback promote',
        'rollback reload',
        'rollback monitor',
        'rollback verify',
      ]);
      for (const at of adoptable) {
        expect(decide(at, 'adopt')).toEqual({
          to: 'step',
          at: { direction: 'forward', step: 'promote', wave: 1 },
          ending: 'succeeded',
        });
      }
    });

    it('retries only before the run has written what consumers read, and looks again before it writes', () => {
      const retries = drifted(true).flatMap(at => {
        const next = decide(at, 'retry');
        return next?.to === 'step'
          ? [`${at.direction} ${at.step} → ${next.at.step}`]
          : [];
      });
      expect(retries).toEqual([
        'forward activate → promote',
        'forward promote → promote',
        'rollback preflight → preflight',
        'rollback promote → preflight',
      ]);
      expect(drifted(false).filter(at => decide(at, 'retry'))).toEqual([]);
    });
  });

  it('offers to release vanished consumers where they hold the run up, and goes on where it was', () => {
    for (const at of everywhere) {
      expect(possibleDecisions(at, true, 'vanished-consumers')).toContain(
        'release',
      );
      expect(possibleDecisions(at, true, 'no-consumers')).toContain('release');
      expect(possibleDecisions(at, true)).not.toContain('release');
      expect(decide(at, 'release')).toMatchObject({ at: { step: at.step } });
    }
  });

  it.each<[string, Omit<Journey, keyof Position>]>([
    [
      'a first version',
      { kind: 'provision', cause: 'routine', pins: { plan: {} } },
    ],
    ['a repair', { ...ROTATION, kind: 'repair' }],
  ])('has no way back for %s', (_, rest) => {
    for (const step of PATHS.forward) {
      const at: Journey = { direction: 'forward', step, wave: 1, ...rest };
      expect(possibleDecisions(at, true)).not.toContain('rollback');
      expect(decide(at, 'rollback')).toBeUndefined();
    }
  });
});

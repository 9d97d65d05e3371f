import {
  DECISIONS,
  RUN_CAUSES,
  RUN_KINDS,
  type Decision,
  type RunCause,
  type RunKind,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import fc from 'fast-check';
import {
  expected,
  mayAnswer,
  nameOf,
  WAY,
  type Move,
} from './__testUtils__/plainWorkflow';
import { PATHS, positionOf, START, type Journey } from './position';
import { RULES, type Rules } from './rules';
import { possibleDecisions, type Outcome } from './transition';

type Movement = Pick<Rules, 'transition' | 'decide'>;

/** What a run has done to the world outside, by the plain model. */
interface Done {
  /** The steps done since the run last changed its direction. */
  readonly since: readonly string[];
  readonly everRevoked: boolean;
  readonly everActivated: boolean;
}

const NOTHING_DONE: Done = {
  since: [],
  everRevoked: false,
  everActivated: false,
};

const DONE: Outcome = { kind: 'done' };

const STOPS = fc.constantFrom<Move>(
  { outcome: { kind: 'wait', until: 1, cause: 'a cause' } },
  { outcome: { kind: 'block', question: { text: 'a', owner: 'group:g' } } },
  { outcome: { kind: 'refuse', reason: 'a reason' } },
  { outcome: { kind: 'turn-back', reason: 'a reason' } },
  { outcome: { kind: 'begin-anew', reason: 'a reason' } },
);

/** Somebody else's version, which the run may or may not be able to replace. */
const DRIFT = fc.constantFrom(
  undefined,
  { replaceable: true },
  { replaceable: false },
);

const SCENE = fc.record({
  // Mostly steps that are done, so that runs come to their end.
  moves: fc
    .array(
      fc.tuple(
        fc.nat(10),
        fc.oneof(
          STOPS,
          fc.constantFrom(...DECISIONS).map((decision): Move => ({ decision })),
        ),
      ),
      { maxLength: 8 },
    )
    .map(parts =>
      parts.flatMap(([steps, stop]): Move[] => [
        ...Array.from({ length: steps }, () => ({ outcome: DONE })),
        stop,
      ]),
    ),
  waves: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom<RunKind>(...RUN_KINDS),
  oldVersion: fc.constantFrom(undefined, 7),
  cause: fc.constantFrom<RunCause>(...RUN_CAUSES),
  drift: DRIFT,
});

/** Plays a run and compares every move with the model, and what the run does outside with what it may. */
const goesAsTheModel = (rules: Movement) =>
  fc.property(SCENE, ({ moves, waves, kind, cause, oldVersion, drift }) => {
    const pins = { plan: { oldVersion }, drift };
    let at: Journey = { ...START, kind, cause, pins };
    let done = NOTHING_DONE;
    for (const move of moves) {
      if ('outcome' in move && !mayAnswer(at, move.outcome)) continue;
      const next =
        'outcome' in move
          ? rules.transition(at, waves, move.outcome)
          : rules.decide(at, move.decision);
      if ('outcome' in move && move.outcome.kind === 'done')
        done = afterDoing(at, done);
      const shown =
        next?.to === 'step'
          ? nameOf({ ...at, ...next.at })
          : next?.to ?? 'nothing';
      expect([nameOf(at), move, shown]).toEqual([
        nameOf(at),
        move,
        expected(at, waves, move),
      ]);
      if (next?.to === 'closed' || next?.to === 'refused') return;
      if (next?.to !== 'step') continue;
      if (next.at.direction !== at.direction) {
        // A cancelled run undoes what nobody uses; a rollback begins before anything was refused.
        expect(done.everRevoked).toBe(false);
        if (next.ending === 'cancelled') expect(done.everActivated).toBe(false);
        done = { ...done, since: [] };
      }
      at = { ...at, ...positionOf(next.at) };
    }
  });

function afterDoing(at: Journey, done: Done): Done {
  if (at.step === 'revoke') {
    // Whichever way: everybody has proven the version that stays.
    const proven = done.since.filter(step => step !== 'revoke');
    expect(proven.slice(-2)).toEqual(['monitor', 'verify']);
    expect(done.since).toContain('promote');
  }
  return {
    since: [...done.since, at.step],
    everRevoked: done.everRevoked || at.step === 'revoke',
    everActivated: done.everActivated || at.step === 'activate',
  };
}

describe('a run, whatever its steps answer and persons decide', () => {
  it('goes as the plain model of the workflow does', () => {
    fc.assert(goesAsTheModel(RULES), { numRuns: 3000 });
  });

  it('has the two ways of the design', () => {
    expect(PATHS.forward.join(' ')).toBe(WAY.forward);
    expect(PATHS.rollback.join(' ')).toBe(WAY.rollback);
  });

  it('is offered exactly the decisions that would be carried out', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('forward' as const, 'rollback' as const),
        fc.nat(11),
        fc.constantFrom<RunKind>(...RUN_KINDS),
        fc.constantFrom(undefined, 7),
        DRIFT,
        fc.constantFrom(
          'at work',
          'stands still',
          'drift',
          'vanished-consumers',
          'no-consumers',
          'task',
        ),
        (direction, index, kind, oldVersion, drift, turn) => {
          const standsStill = turn !== 'at work';
          const about =
            turn === 'at work' || turn === 'stands still' ? undefined : turn;
          const path = PATHS[direction];
          const at: Journey = {
            direction,
            step: path[index % path.length],
            wave: 1,
            kind,
            cause: 'routine',
            pins: { plan: { oldVersion }, drift },
          };
          const answers: Partial<Record<Decision, boolean>> = {
            complete: about === 'task',
            adopt: about === 'drift',
            retry: about === 'drift',
            release: about === 'vanished-consumers' || about === 'no-consumers',
            recheck: standsStill,
          };
          const carriedOut = DECISIONS.filter(
            decision =>
              RULES.decide(at, decision) !== undefined &&
              (answers[decision] ?? true),
          );
          expect([...possibleDecisions(at, standsStill, about)].sort()).toEqual(
            [...carriedOut].sort(),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  const { transition, decide } = RULES;
  const turnBack = (
    step: 'preflight' | 'revoke' | 'destroy',
    ending: 'rolled-back' | 'cancelled',
  ) =>
    ({
      to: 'step',
      at: { direction: 'rollback', step, wave: 1 },
      ending,
    } as const);
  it.each<[string, Partial<Movement>]>([
    [
      'goes on to revoke without verify',
      {
        transition: (at, waves, outcome) =>
          transition(
            outcome.kind === 'done' &&
              at.step === 'monitor' &&
              at.wave === waves
              ? { ...at, step: 'verify', wave: 1 }
              : at,
            waves,
            outcome,
          ),
      },
    ],
    [
      'tells the first wave alone',
      { transition: (at, _, outcome) => transition(at, 1, outcome) },
    ],
    [
      'forgets where it waits',
      {
        transition: (at, waves, outcome) =>
          transition(at, waves, outcome.kind === 'wait' ? DONE : outcome),
      },
    ],
    [
      'turns back after revoke has begun',
      {
        decide: (at, decision) =>
          decision === 'rollback' && at.step === 'revoke'
            ? turnBack('preflight', 'rolled-back')
            : decide(at, decision),
      },
    ],
    [
      'simply ends after activate',
      {
        decide: (at, decision) =>
          decision === 'cancel' && at.step === 'promote'
            ? turnBack('destroy', 'cancelled')
            : decide(at, decision),
      },
    ],
    [
      'revokes the new version without asking who uses it',
      {
        decide: (at, decision) => {
          const next = decide(at, decision);
          return decision === 'rollback' && next
            ? turnBack('revoke', 'rolled-back')
            : next;
        },
      },
    ],
    [
      'turns back to a version that is refused',
      {
        decide: (at, decision) => decide({ ...at, kind: 'rotate' }, decision),
      },
    ],
  ])('is checked so that it shows when one %s', (_, mutant) => {
    const found = fc.check(goesAsTheModel({ ...RULES, ...mutant }), {
      numRuns: 3000,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
  });
});

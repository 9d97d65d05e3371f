import { OPEN_RUN_STATES } from '@keyturn/backstage-plugin-secret-rotation-common';
import fc from 'fast-check';
import { whoseTurn, type Standing } from './turn';

const NOW = 1_000_000;
const RUN: Standing = {
  state: 'queued',
  stepVersion: 1,
  needs: [],
  nextAt: NOW,
};
const WORKER = { labels: [], stepVersion: 1 };
const QUESTION = {
  who: 'person',
  owner: 'group:default/a',
  question: 'Well?',
} as const;

describe('whose turn a run is', () => {
  it.each<[string, Partial<Standing>, object]>([
    ['asks a person', { state: 'blocked', turn: QUESTION }, QUESTION],
    [
      'waits for a time',
      {
        state: 'waiting',
        nextAt: NOW + 1,
        turn: { who: 'keyturn', cause: 'The overlap lasts' },
      },
      { who: 'keyturn', cause: 'The overlap lasts', until: NOW + 1 },
    ],
    ['is at work', { state: 'running', nextAt: NOW + 1 }, { who: 'keyturn' }],
    [
      'has lost its worker',
      { state: 'running', nextAt: NOW },
      {
        who: 'keyturn',
        cause:
          'Its worker is gone; it waits for a worker; 1 worker was seen in the last minute, 1 may take it',
      },
    ],
    [
      'waited and is due',
      {
        state: 'waiting',
        nextAt: NOW - 1,
        turn: { who: 'keyturn', cause: 'The overlap lasts' },
      },
      {
        who: 'keyturn',
        cause:
          'It waits for a worker; 1 worker was seen in the last minute, 1 may take it',
      },
    ],
    [
      'needs a label that no worker has',
      { needs: ['dmz'] },
      {
        who: 'keyturn',
        cause:
          'It waits for a worker labelled dmz; 1 worker was seen in the last minute',
      },
    ],
    [
      'is of a newer release',
      { stepVersion: 2 },
      {
        who: 'keyturn',
        cause:
          'It waits for a worker of a newer release; 1 worker was seen in the last minute',
      },
    ],
    [
      'is blocked and asks nobody, which should never be',
      { state: 'blocked', nextAt: undefined },
      { who: 'keyturn', cause: 'Nobody is asked. Housekeeping queues it' },
    ],
    [
      'has no wake-up time, which should never be',
      { state: 'waiting', nextAt: undefined },
      { who: 'keyturn', cause: 'Nobody wakes it. Housekeeping queues it' },
    ],
    ['is over', { state: 'succeeded', closedAt: 1 }, { who: 'nobody' }],
  ])('is said of one that %s', (_, part, turn) => {
    expect(whoseTurn({ ...RUN, ...part }, NOW, [WORKER])).toEqual(turn);
  });

  it('is said of a queued run when there is no worker at all', () => {
    expect(whoseTurn(RUN, NOW, [])).toEqual({
      who: 'keyturn',
      cause: 'It waits for a worker; 0 workers were seen in the last minute',
    });
  });

  it('is never left open for an open run, whatever its row holds', () => {
    fc.assert(
      fc.property(
        fc.record({
          state: fc.constantFrom(...OPEN_RUN_STATES),
          stepVersion: fc.integer({ min: 1, max: 3 }),
          needs: fc.subarray(['dmz', 'eu']),
          nextAt: fc.option(fc.integer({ min: 0, max: 2 * NOW }), {
            nil: undefined,
          }),
          turn: fc.constantFrom(undefined, QUESTION, {
            who: 'keyturn' as const,
            cause: 'x',
          }),
        }),
        fc.array(
          fc.record({
            labels: fc.subarray(['dmz', 'eu']),
            stepVersion: fc.integer({ min: 1, max: 3 }),
          }),
          { maxLength: 3 },
        ),
        (run, workers) => {
          const turn = whoseTurn(run, NOW, workers);
          expect(turn.who).not.toBe('nobody');
          const isAtWork = run.state === 'running' && Number(run.nextAt) > NOW;
          const words =
            turn.who === 'person' ? turn.question : Object(turn).cause;
          expect(isAtWork || /\S/.test(words ?? '')).toBe(true);
        },
      ),
    );
  });
});

import {
  BINDING_STATES,
  RUN_CAUSES,
  RUN_DIRECTIONS,
  RUN_STATES,
  STEPS,
  TURN_SUBJECTS,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import fc from 'fast-check';
import { shownState } from '../turn';
import type { NoticeRun, NoticeSecret } from './facts';
import { noticesOf } from './noticesOf';
import {
  askingRun,
  DAY,
  factsOf,
  FALLBACK,
  HOUR,
  MINUTE,
  NOW,
  OWNER,
  runFact,
  secretFact,
} from './__testUtils__/facts';

const ANA = 'user:default/ana';

function ofRun(run: NoticeRun, secret: NoticeSecret = secretFact()) {
  return noticesOf(factsOf({ runs: [{ run, secret }] }));
}

function ofSecret(part: Partial<NoticeSecret>) {
  return noticesOf(factsOf({ secrets: [secretFact(part)] }));
}

describe('a run that asks', () => {
  it('is told to whom it asks, with a link to its page', () => {
    const turn = { who: 'person', owner: ANA } as const;
    expect(ofRun(askingRun({ turn }))).toMatchObject([
      {
        recipient: ANA,
        title: 'login: the rotation needs a decision',
        description:
          'Run R-12 stands still at verify; its page says why and what can be done.',
        link: '/secret-rotation/runs/12',
        severity: 'high',
        runId: 12,
      },
    ]);
  });

  it.each([
    ['task', 'login: a task waits for you', 'normal'],
    ['drift', 'login: somebody else changed the secret', 'high'],
    ['vanished-consumers', 'login: a consumer left the catalog', 'high'],
    ['no-consumers', 'login: the catalog knows nobody who uses it', 'high'],
  ] as const)('says what it is about: %s', (about, title, severity) => {
    const turn = { who: 'person', owner: ANA, about } as const;
    expect(ofRun(askingRun({ turn }))).toMatchObject([{ title, severity }]);
  });

  it('is critical when somebody else may have the value', () => {
    expect(ofRun(askingRun({ cause: 'compromised' }))).toMatchObject([
      { severity: 'critical' },
    ]);
  });

  it('is told once more when it asks somebody else, or something else', () => {
    const scopes = [
      askingRun(),
      askingRun({ turn: { who: 'person', owner: ANA } }),
      askingRun({ step: 'revoke' }),
      askingRun({ direction: 'rollback' }),
      askingRun({ turn: { who: 'person', owner: OWNER, about: 'drift' } }),
      askingRun({ id: 13 }),
    ].flatMap(run => ofRun(run).map(({ scope }) => scope));
    expect(new Set(scopes).size).toBe(6);
  });

  it('stays told while it looks again by itself', () => {
    const looking = askingRun({ state: 'running', nextAt: NOW + MINUTE });
    expect(ofRun(looking)).toEqual(ofRun(askingRun()));
  });

  it('asks nobody any more once an answer is on record', () => {
    expect(ofRun(askingRun({ decision: { kind: 'recheck' } }))).toEqual([]);
  });

  it('is reminded of as its policy says, and as by default where that is silent', () => {
    const reminders = { everyMs: HOUR, times: 7 };
    expect(ofRun(askingRun({ policy: { reminders } }))).toMatchObject([
      { reminders },
    ]);
    expect(ofRun(askingRun({ policy: {} }))).toMatchObject([
      { reminders: { everyMs: DAY, times: 3 } },
    ]);
  });
});

describe('a run that no worker takes', () => {
  it.each(['queued', 'running', 'waiting'] as const)(
    'is told to the fallback owner after an hour: %s',
    state => {
      const waits = { state, nextAt: NOW - HOUR + 1 };
      expect(ofRun(runFact(waits))).toEqual([]);
      expect(ofRun(runFact({ ...waits, nextAt: NOW - HOUR }))).toMatchObject([
        { recipient: FALLBACK, title: 'login: no worker takes the run' },
      ]);
    },
  );
});

describe('a run that is over', () => {
  const closed = { nextAt: undefined, closedAt: NOW - MINUTE };

  it.each([
    ['succeeded', 'the compromised value is replaced', 'high'],
    ['rolled-back', 'the compromised value is still in use', 'critical'],
    ['cancelled', 'the compromised value is still in use', 'critical'],
    ['refused', 'the compromised value is still in use', 'critical'],
  ] as const)(
    'is told to the owner in an emergency, however it ended: %s',
    (state, words, severity) => {
      expect(
        ofRun(runFact({ ...closed, state, cause: 'compromised' })),
      ).toMatchObject([
        { recipient: OWNER, title: `login: ${words}`, severity },
      ]);
    },
  );

  it('is told else only where it did not do what it was for', () => {
    const told = (state: NoticeRun['state']) =>
      ofRun(runFact({ ...closed, state })).length;
    expect(RUN_STATES.filter(state => told(state) > 0)).toEqual([
      'rolled-back',
      'refused',
    ]);
  });

  it('is told for a day and never reminded of', () => {
    const over = { ...closed, state: 'refused' } as const;
    expect(ofRun(runFact(over))).toMatchObject([{ reminders: { times: 0 } }]);
    expect(ofRun(runFact({ ...over, closedAt: NOW - DAY }))).toEqual([]);
  });

  it('goes to the fallback owner where the secret has none', () => {
    const over = runFact({ ...closed, state: 'refused' });
    expect(ofRun(over, secretFact({ owner: undefined }))).toMatchObject([
      { recipient: FALLBACK },
    ]);
  });
});

describe('an overdue secret', () => {
  const LATE = NOW - HOUR;

  it('is told when nothing rotates it, with a link to its page', () => {
    expect(ofSecret({ dueAt: LATE, namespace: 'eu' })).toMatchObject([
      {
        recipient: OWNER,
        title: 'eu/login: the secret is overdue',
        link: '/catalog/eu/resource/login/rotation',
        severity: 'normal',
      },
    ]);
  });

  it('is left to the schedule that will start it', () => {
    expect(ofSecret({ dueAt: LATE - DAY, dispatchAt: NOW + DAY })).toEqual([]);
    expect(ofSecret({ dueAt: LATE - DAY, dispatchAt: LATE + 1 })).toEqual([]);
    expect(ofSecret({ dueAt: LATE - DAY, dispatchAt: LATE })).toHaveLength(1);
  });

  it('is not left to a schedule that does not act on its binding', () => {
    const asked = (binding: NoticeSecret['binding']) =>
      ofSecret({ dueAt: LATE, dispatchAt: NOW + DAY, binding }).map(
        ({ recipient }) => recipient,
      );
    expect(
      Object.fromEntries(BINDING_STATES.map(state => [state, asked(state)])),
    ).toEqual({
      misconfigured: [OWNER],
      conflicting: [OWNER],
      unenrolled: [FALLBACK],
      enrolled: [],
      parked: [],
    });
  });

  it('is reminded of as its present policy says', () => {
    const reminders = { everyMs: HOUR, times: 1 };
    expect(
      noticesOf(
        factsOf({
          secrets: [secretFact({ dueAt: LATE })],
          reminders: new Map([['database', reminders]]),
        }),
      ),
    ).toMatchObject([{ reminders }]);
  });
});

describe('a secret that is due soon', () => {
  const told = (part: Partial<NoticeSecret>, aheadMs?: number) =>
    noticesOf(
      factsOf({
        secrets: [secretFact(part)],
        reminders: new Map([
          ['database', { everyMs: HOUR, times: 3, aheadMs }],
        ]),
      }),
    );

  it('is told to its owner as early as its policy says, once', () => {
    expect(told({ dueAt: NOW + DAY }, DAY)).toMatchObject([
      {
        recipient: OWNER,
        title: 'login: a rotation is due soon',
        description:
          'It is due on 2026-11-23 (UTC); its page says what happens then.',
        link: '/catalog/default/resource/login/rotation',
        severity: 'low',
        reminders: { times: 0 },
      },
    ]);
    expect(told({ dueAt: NOW + DAY + 1 }, DAY)).toEqual([]);
  });

  it.each<[string, Partial<NoticeSecret>, number | undefined]>([
    ['its policy says nothing of it', { dueAt: NOW + 1 }, undefined],
    ['it is due already', { dueAt: NOW }, DAY],
    ['nobody knows when', {}, DAY],
    ['its entity is gone', { dueAt: NOW + 1, binding: 'parked' }, DAY],
  ])('is not told when %s', (_, part, aheadMs) => {
    expect(told(part, aheadMs)).toEqual([]);
  });

  it('is told as overdue when that has come, as another matter', () => {
    const [soon] = told({ dueAt: NOW + 1 }, DAY);
    const [late] = told({ dueAt: NOW - HOUR }, DAY);
    expect(late.title).toBe('login: the secret is overdue');
    expect(late.scope).not.toBe(soon.scope);
  });
});

const text = fc.string({ minLength: 12 });
const instant = fc.option(
  fc.integer({ min: NOW - 3 * DAY, max: NOW + 3 * DAY }),
  { nil: undefined },
);
const anyRun = fc.record({
  id: fc.nat(),
  state: fc.constantFrom(...RUN_STATES),
  direction: fc.constantFrom(...RUN_DIRECTIONS),
  step: fc.constantFrom(...STEPS),
  wave: fc.integer({ min: 1, max: 9 }),
  cause: fc.constantFrom(...RUN_CAUSES),
  policy: fc.constant({}),
  nextAt: instant,
  closedAt: instant,
  decision: fc.option(fc.constant({}), { nil: undefined }),
  turn: fc.option(
    fc.oneof(
      fc.record({ who: fc.constant('keyturn' as const), cause: text }),
      fc.record({
        who: fc.constant('person' as const),
        owner: fc.constantFrom(ANA, OWNER),
        question: text,
        about: fc.option(fc.constantFrom(...TURN_SUBJECTS), { nil: undefined }),
      }),
    ),
    { nil: undefined },
  ),
  result: text,
  reason: text,
});

describe('any run', () => {
  it('concerns one person at most, and the one whom it asks if it asks', () => {
    fc.assert(
      fc.property(anyRun, run => {
        const told = ofRun(run);
        expect(told.length).toBeLessThanOrEqual(1);
        const asked =
          run.closedAt === undefined &&
          run.decision === undefined &&
          shownState(run) === 'blocked' &&
          run.turn?.who === 'person'
            ? [run.turn.owner]
            : [];
        expect(told.map(({ recipient }) => recipient)).toEqual(
          expect.arrayContaining(asked),
        );
      }),
    );
  });

  it('lets none of its own texts into what is told', () => {
    fc.assert(
      fc.property(anyRun, run => {
        const marked = {
          ...run,
          result: '‹text›',
          reason: '‹text›',
          turn: run.turn && {
            ...run.turn,
            question: '‹text›',
            cause: '‹text›',
          },
        };
        expect(JSON.stringify(ofRun(marked))).not.toContain('‹text›');
      }),
    );
  });

  it('has a scope that Backstage keeps whole, whatever the recipient is called', () => {
    fc.assert(
      fc.property(anyRun, text, (run, name) => {
        const owner = `user:default/${name.repeat(20)}`;
        const turn = { who: 'person', owner } as const;
        for (const { scope } of ofRun({ ...run, turn }))
          expect(scope.length).toBeLessThan(120);
      }),
    );
  });

  it('is open when it is asked about or stalled, and over when its end is told', () => {
    fc.assert(
      fc.property(anyRun, run => {
        const isOver = run.closedAt !== undefined;
        for (const { scope } of ofRun(run))
          expect(scope.includes('/ended/')).toBe(isOver);
      }),
    );
  });
});

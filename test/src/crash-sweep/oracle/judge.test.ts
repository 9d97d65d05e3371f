import type { LoggedEffect, LoginAnswer } from '../strategies';
import { judgeEnd, judgePoll, type Evidence } from './judge';
import type { EndSight, Poll } from './sight';

const QUIET: Poll = {
  current: { before: '2', after: '2', answers: ['accepted'] },
  copies: [
    { id: '1', isStaged: false, answers: ['accepted'] },
    { id: '2', isStaged: false, answers: ['accepted'] },
  ],
  isSteady: true,
  consumers: [{ name: 'checkout', before: ['1'], after: ['1'] }],
};

const END: EndSight = {
  hasChanged: true,
  current: { id: '2', answers: ['accepted'] },
  others: [['refused']],
  copies: [{ id: '2', isStaged: false, isCurrentValue: true }],
};

const ROTATED: Evidence = {
  expected: { state: 'succeeded' },
  oracle: { accepted: 3, violations: [], end: END },
  ledger: {
    state: 'succeeded',
    isClosed: true,
    openRuns: 0,
    versions: [
      { number: 1, state: 'destroyed', storeIds: ['1'] },
      { number: 2, state: 'current', storeIds: ['2'] },
    ],
  },
  traits: { issues: 'chosen', overlap: 'dual', accounts: 'two' },
  effects: [
    { kind: 'activated', account: 'b' },
    { kind: 'revoked', account: 'a' },
  ],
  revokeCalls: 1,
};

const ROLLED_BACK: Evidence = {
  ...ROTATED,
  expected: { state: 'rolled-back' },
  oracle: {
    ...ROTATED.oracle,
    end: {
      ...END,
      hasChanged: false,
      current: { id: '3', answers: ['accepted'] },
      copies: [
        { id: '1', isStaged: false, isCurrentValue: true },
        { id: '3', isStaged: false, isCurrentValue: true },
      ],
    },
  },
  ledger: {
    ...ROTATED.ledger,
    state: 'rolled-back',
    versions: [
      { number: 1, state: 'current', storeIds: ['1', '3'] },
      { number: 2, state: 'destroyed', storeIds: ['2'] },
    ],
  },
  effects: [
    { kind: 'activated', account: 'b' },
    { kind: 'revoked', account: 'b' },
  ],
};

describe('a poll', () => {
  it('finds nothing while both versions work', () => {
    expect(judgePoll(QUIET, 'dual')).toEqual([]);
  });

  it('finds the current version refused at one of its endpoints', () => {
    const current = {
      ...QUIET.current,
      answers: ['accepted', 'refused'] as const,
    };
    expect(judgePoll({ ...QUIET, current }, 'dual')).toEqual([
      "the store's current version 2 is refused",
    ]);
  });

  it('says nothing of a version that was replaced while it was tried, or of an endpoint that did not answer', () => {
    const moved = { before: '1', after: '2', answers: ['refused'] as const };
    const silent = { before: '2', after: '2', answers: ['unknown'] as const };
    expect(judgePoll({ ...QUIET, current: moved }, 'dual')).toEqual([]);
    expect(judgePoll({ ...QUIET, current: silent }, 'dual')).toEqual([]);
  });

  it('finds a version refused that a consumer uses', () => {
    const copies = QUIET.copies.map(copy =>
      copy.id === '1' ? { ...copy, answers: ['refused' as const] } : copy,
    );
    expect(judgePoll({ ...QUIET, copies }, 'dual')).toEqual([
      'checkout uses version 1, which is refused',
    ]);
    const left = [{ name: 'checkout', before: ['1'], after: ['2'] }];
    expect(judgePoll({ ...QUIET, copies, consumers: left }, 'dual')).toEqual(
      [],
    );
  });
});

describe('the end of a run', () => {
  it('is well when everything is as promised, forward and back', () => {
    expect(judgeEnd(ROTATED)).toEqual([]);
    expect(judgeEnd(ROLLED_BACK)).toEqual([]);
  });

  const end = (patch: Partial<EndSight>): Evidence => ({
    ...ROTATED,
    oracle: { ...ROTATED.oracle, end: { ...END, ...patch } },
  });
  const ledger = (patch: Partial<Evidence['ledger']>): Evidence => ({
    ...ROTATED,
    ledger: { ...ROTATED.ledger, ...patch },
  });
  const [activated, revoked] = ROTATED.effects;

  it.each<[string, Evidence]>([
    ['the run is waiting, not succeeded', ledger({ state: 'waiting' })],
    ['the run is succeeded, not succeeded', ledger({ isClosed: false })],
    ['1 runs are still open', ledger({ openRuns: 1 })],
    [
      'the oracle saw the current version work only 2 times',
      { ...ROTATED, oracle: { ...ROTATED.oracle, accepted: 2 } },
    ],
    [
      'what a poll found',
      {
        ...ROTATED,
        oracle: { ...ROTATED.oracle, violations: ['what a poll found'] },
      },
    ],
    [
      'the current value is not accepted',
      end({ current: { id: '2', answers: ['accepted', 'unknown'] } }),
    ],
    [
      'the current value is not accepted',
      end({ current: { id: '2', answers: [] } }),
    ],
    ['the value is still the old one', end({ hasChanged: false })],
    [
      'the value is another one',
      {
        ...ROLLED_BACK,
        oracle: {
          ...ROLLED_BACK.oracle,
          end: { ...ROLLED_BACK.oracle.end, hasChanged: true },
        },
      },
    ],
    ['the oracle saw no second value', end({ others: [] })],
    [
      'a value that is not current is not refused',
      end({ others: [['refused'], ['accepted']] }),
    ],
    [
      'a value that is not current is not refused',
      end({ others: [['unknown']] }),
    ],
    [
      'something is still staged',
      end({
        copies: [
          ...END.copies,
          { id: 's', isStaged: true, isCurrentValue: true },
        ],
      }),
    ],
    [
      'a copy of a destroyed value can be read',
      end({
        copies: [
          ...END.copies,
          { id: '1', isStaged: false, isCurrentValue: false },
        ],
      }),
    ],
    [
      'the ledger has 2 current versions',
      ledger({
        versions: [1, 2].map(number => ({
          number,
          state: 'current',
          storeIds: ['2'],
        })),
      }),
    ],
    [
      'the ledger has another current version than the store',
      end({ current: { id: '7', answers: ['accepted'] } }),
    ],
    [
      "the ledger's versions are 1 revoked, 2 current",
      ledger({
        versions: [
          { number: 1, state: 'revoked', storeIds: ['1'] },
          { number: 2, state: 'current', storeIds: ['2'] },
        ],
      }),
    ],
    [
      'accounts were let in 2 times',
      { ...ROTATED, effects: [activated, activated, revoked] },
    ],
    [
      'not exactly one account was shut out',
      { ...ROTATED, effects: [activated] },
    ],
    [
      'an account was shut out 2 times in 1 calls',
      { ...ROTATED, effects: [activated, revoked, revoked] },
    ],
    [
      'the wrong account was shut out',
      {
        ...ROTATED,
        effects: [activated, { kind: 'revoked', account: activated.account }],
      },
    ],
    [
      'the wrong account was shut out',
      { ...ROLLED_BACK, effects: [activated, revoked] },
    ],
  ])('finds that %s', (violation, evidence) => {
    expect(judgeEnd(evidence)).toEqual([violation]);
  });
});

describe('a target that takes one value at a time', () => {
  const refused = QUIET.copies.map(copy => ({
    ...copy,
    answers: ['refused' as const],
  }));

  it('may refuse the current version, but not every value in the store', () => {
    const current = { ...QUIET.current, answers: ['refused'] as const };
    expect(judgePoll({ ...QUIET, current }, 'single')).toEqual([]);
    const lost = { ...QUIET, current, copies: refused };
    expect(judgePoll(lost, 'single')).toEqual([
      'every value in the store is refused',
    ]);
    expect(judgePoll({ ...lost, isSteady: false }, 'single')).toEqual([]);
  });

  it('was given one value, and nobody was shut out', () => {
    const traits = { ...ROTATED.traits, overlap: 'single' as const };
    const [set, shutOut] = ROTATED.effects;
    expect(judgeEnd({ ...ROTATED, traits, effects: [set] })).toEqual([]);
    expect(judgeEnd({ ...ROTATED, traits, effects: [set, set] })).toEqual([
      'the value was set 2 times',
    ]);
    expect(judgeEnd({ ...ROTATED, traits, effects: [set, shutOut] })).toEqual([
      'an account was shut out',
    ]);
  });
});

describe('a target that issues the values', () => {
  const traits = {
    issues: 'issued',
    overlap: 'dual',
    accounts: 'one',
  } as const;
  const issued = (account: string) => ({ kind: 'activated', account } as const);
  const revoked = (account: string) => ({ kind: 'revoked', account } as const);

  it('may issue again where an answer was lost, if the orphan is taken back', () => {
    expect(
      judgeEnd({
        ...ROTATED,
        traits,
        effects: [issued('k2'), revoked('k2'), issued('k3'), revoked('k1')],
      }),
    ).toEqual([]);
    expect(
      judgeEnd({
        ...ROLLED_BACK,
        traits,
        effects: [issued('k2'), revoked('k2')],
      }),
    ).toEqual([]);
  });

  it.each([
    [
      '1 orphans are left at the target',
      [issued('k2'), issued('k3'), revoked('k1')],
    ],
    [
      'what was issued for the current version was taken back',
      [issued('k2'), revoked('k2'), revoked('k1')],
    ],
    ['0 credentials from before the run were taken back', [issued('k2')]],
    [
      '2 credentials from before the run were taken back',
      [issued('k2'), revoked('k1'), revoked('k0')],
    ],
  ])('is found out: %s', (violation, effects) => {
    expect(judgeEnd({ ...ROTATED, traits, effects })).toEqual([violation]);
  });

  it('may leave behind what nobody has the key of, and nothing else', () => {
    const keyless = { ...traits, orphans: 'keyless' } as const;
    const judge = (...effects: readonly LoggedEffect[]) =>
      judgeEnd({ ...ROTATED, traits: keyless, effects });
    expect(judge(issued('k2'), issued('k3'), revoked('k1'))).toEqual([]);
    expect(judge(issued('k2'), issued('k3'))).toEqual([
      '0 credentials from before the run were taken back',
    ]);
  });
});

describe('keys that are known ahead and stay until the next run', () => {
  const traits = {
    issues: 'chosen',
    overlap: 'dual',
    accounts: 'one',
    staysUntilNext: true,
  } as const;
  const replaced = (account: string) => ({ kind: 'revoked', account } as const);
  const withOthers = (evidence: Evidence, answer: LoginAnswer): Evidence => ({
    ...evidence,
    traits,
    effects: evidence === ROTATED ? [replaced('a')] : [],
    oracle: {
      ...evidence.oracle,
      end: { ...evidence.oracle.end, others: [[answer]] },
    },
  });

  it('are accepted after the run, there and back', () => {
    expect(judgeEnd(withOthers(ROTATED, 'accepted'))).toEqual([]);
    expect(judgeEnd(withOthers(ROLLED_BACK, 'accepted'))).toEqual([]);
  });

  it('are missed when one is refused', () => {
    expect(judgeEnd(withOthers(ROTATED, 'refused'))).toEqual([
      'a value that is not current is not accepted',
    ]);
  });

  it('are replaced one at a time, and only by a run that goes through', () => {
    const rotated = withOthers(ROTATED, 'accepted');
    const back = withOthers(ROLLED_BACK, 'accepted');
    expect(judgeEnd({ ...rotated, effects: [] })).toEqual([
      '0 keys went out of use, not 1',
    ]);
    expect(judgeEnd({ ...back, effects: [replaced('a')] })).toEqual([
      '1 keys went out of use, not 0',
    ]);
  });

  it('are refused after the run that follows, and not before it is through', () => {
    const elder = (evidence: Evidence, answer: LoginAnswer): Evidence => ({
      ...evidence,
      oracle: {
        ...evidence.oracle,
        end: { ...evidence.oracle.end, elder: [answer] },
      },
    });
    const rotated = withOthers(ROTATED, 'accepted');
    const back = withOthers(ROLLED_BACK, 'accepted');
    expect(judgeEnd(elder(rotated, 'refused'))).toEqual([]);
    expect(judgeEnd(elder(back, 'accepted'))).toEqual([]);
    expect(judgeEnd(elder(rotated, 'accepted'))).toEqual([
      'the value before the old one is not refused',
    ]);
    expect(judgeEnd(elder(back, 'refused'))).toEqual([
      'the value before the old one is not accepted',
    ]);
  });
});

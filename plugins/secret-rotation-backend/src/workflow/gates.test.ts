import fc from 'fast-check';
import type { ConsumerState } from './consumer';
import {
  answerOf,
  gatesHold,
  isRefused,
  judgeGates,
  missingGates,
  type GateFacts,
} from './gates';

function consumer(attested: boolean, index: number): ConsumerState {
  return {
    entityRef: `component:default/c-${index}`,
    entity: {
      entityRef: `component:default/c-${index}`,
      name: `c-${index}`,
      namespace: 'default',
      labels: {},
    },
    wave: 1,
    wanted: 2,
    illBefore: false,
    vanished: false,
    repairs: 0,
    instances: [
      {
        id: 'i',
        health: 'healthy',
        strength: 'proven',
        version: attested ? 2 : 1,
        observedAt: 0,
      },
    ],
  };
}

const FACTS: fc.Arbitrary<GateFacts> = fc.record({
  probes: fc.option(
    fc.array(
      fc.constantFrom(
        'accepted' as const,
        'accepted' as const,
        'rejected' as const,
        'unknown' as const,
      ),
      { maxLength: 3 },
    ),
    { nil: undefined },
  ),
  consumers: fc
    .array(fc.boolean(), { maxLength: 3 })
    .map(list => list.map(consumer)),
  isUnused: fc.boolean(),
  oldUse: fc.constantFrom(undefined, [], [], [{ sessions: 2 }]),
  overlapEnds: fc.constantFrom(5, 10, 11),
  now: fc.constant(10),
});

const GOOD: GateFacts = {
  probes: ['accepted', 'accepted'],
  consumers: [consumer(true, 0)],
  isUnused: false,
  oldUse: [],
  overlapEnds: 10,
  now: 10,
};

describe('what endpoints say together', () => {
  it.each<[NonNullable<GateFacts['probes']>, string, boolean]>([
    [['accepted', 'accepted'], 'accepted', false],
    [['accepted', 'unknown'], 'unknown', false],
    [['accepted', 'rejected'], 'rejected', false],
    [['rejected', 'unknown'], 'rejected', false],
    [['rejected', 'rejected'], 'rejected', true],
    [[], 'unknown', false],
  ])('%j is %s, and proves refusal: %s', (answers, together, refused) => {
    expect(answerOf(answers)).toBe(together);
    expect(isRefused(answers)).toBe(refused);
  });
});

describe('the gates before revoke', () => {
  it('hold together exactly when everything is proven', () => {
    fc.assert(
      fc.property(FACTS, facts => {
        const isProven =
          (facts.probes?.length ?? 1) > 0 &&
          (facts.probes ?? []).every(answer => answer === 'accepted') &&
          (facts.consumers.length > 0 || facts.isUnused) &&
          facts.consumers.every(each => each.instances[0]?.version === 2) &&
          (facts.oldUse ?? []).length === 0 &&
          facts.overlapEnds <= facts.now;
        expect(gatesHold(judgeGates(facts))).toBe(isProven);
      }),
      { numRuns: 1000 },
    );
  });

  it('hold without a consumer where a person said that nobody uses the secret, and tell so', () => {
    const gates = judgeGates({ ...GOOD, consumers: [], isUnused: true });
    expect(gatesHold(gates)).toBe(true);
    expect(gates.map(({ detail }) => detail)).toContain(
      'Nobody uses the secret, by the word of a person',
    );
  });

  it.each<[string, Partial<GateFacts>]>([
    ['no endpoint', { probes: [] }],
    ['an endpoint that does not answer', { probes: ['accepted', 'unknown'] }],
    ['an endpoint that refuses', { probes: ['rejected'] }],
    ['no consumer', { consumers: [] }],
    [
      'a consumer that joined what nobody was to use',
      { consumers: [consumer(false, 0)], isUnused: true },
    ],
    [
      'a consumer without attestation',
      { consumers: [consumer(true, 0), consumer(false, 1)] },
    ],
    ['a session on the other credential', { oldUse: [{ sessions: 1 }] }],
    ['an overlap that is not over', { overlapEnds: 11 }],
  ])('do not hold with %s, and say so', (_, part) => {
    const gates = judgeGates({ ...GOOD, ...part });
    expect(gatesHold(judgeGates(GOOD))).toBe(true);
    expect(gatesHold(gates)).toBe(false);
    expect(missingGates(gates)).not.toBe('');
  });

  it('are not open when there are none', () => {
    expect(gatesHold([])).toBe(false);
  });

  it('name the consumer that is missing', () => {
    const gates = judgeGates({ ...GOOD, consumers: [consumer(false, 7)] });
    expect(missingGates(gates)).toContain('component:default/c-7');
  });
});

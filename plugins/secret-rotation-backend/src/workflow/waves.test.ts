import fc from 'fast-check';
import { assignWaves, type WaveRules } from './waves';

const LIFECYCLES = [
  'experimental',
  'development',
  'staging',
  'production',
  'odd',
  undefined,
];
const CONSUMERS = fc.uniqueArray(
  fc.record({
    entityRef: fc.string({ minLength: 1 }),
    lifecycle: fc.constantFrom(...LIFECYCLES),
  }),
  { selector: consumer => consumer.entityRef },
);

const EASY: WaveRules = { order: ['staging', 'production'], canaryShare: 0 };
const RULES: fc.Arbitrary<WaveRules> = fc.record({
  order: fc.shuffledSubarray(['experimental', 'staging', 'production']),
  canaryShare: fc.double({ min: 0, max: 1, noNaN: true }),
  atOnce: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
});

describe('waves', () => {
  it('number every consumer from 1 without a gap', () => {
    fc.assert(
      fc.property(CONSUMERS, consumers => {
        const waves = assignWaves(consumers);
        expect(waves.size).toBe(consumers.length);
        const numbers = [...new Set(waves.values())].sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }),
    );
  });

  it('disturb production and what nobody described last', () => {
    fc.assert(
      fc.property(CONSUMERS, consumers => {
        const waves = assignWaves(consumers);
        const last = Math.max(...waves.values());
        const first = LIFECYCLES.slice(0, 3);
        return consumers
          .filter(({ lifecycle }) => !first.includes(lifecycle))
          .every(({ entityRef }) => waves.get(entityRef) === last);
      }),
    );
  });

  it('tell experimental, development, staging and production one after the other', () => {
    const waves = assignWaves(
      ['production', 'staging', 'development', 'experimental'].map(
        lifecycle => ({
          entityRef: lifecycle,
          lifecycle,
        }),
      ),
    );
    expect(waves).toEqual(
      new Map([
        ['production', 4],
        ['staging', 3],
        ['development', 2],
        ['experimental', 1],
      ]),
    );
  });

  it('are those of the same consumers, however the catalog orders them', () => {
    fc.assert(
      fc.property(CONSUMERS, RULES, (consumers, rules) => {
        expect(assignWaves([...consumers].reverse(), rules)).toEqual(
          assignWaves(consumers, rules),
        );
      }),
    );
  });

  it('never tell more at once than the policy allows, nor two lifecycles of its order together', () => {
    fc.assert(
      fc.property(CONSUMERS, RULES, (consumers, rules) => {
        const waves = assignWaves(consumers, rules);
        const numbers = [...new Set(waves.values())].sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        for (const number of numbers) {
          const told = consumers.filter(
            ({ entityRef }) => waves.get(entityRef) === number,
          );
          expect(told.length).toBeLessThanOrEqual(rules.atOnce ?? Infinity);
          const ranks = told.map(({ lifecycle }) =>
            rules.order.indexOf(lifecycle ?? ''),
          );
          expect(new Set(ranks).size).toBe(1);
        }
      }),
    );
  });

  it('tell the canaries of a lifecycle before its others', () => {
    const consumers = Array.from({ length: 10 }, (_, index) => ({
      entityRef: `component:default/shop-${index}`,
      lifecycle: 'production',
    }));
    const told = (rules: Partial<WaveRules>) => {
      const waves = [...assignWaves(consumers, { ...EASY, ...rules }).values()];
      return Array.from(
        { length: Math.max(...waves) },
        (_, index) => waves.filter(wave => wave === index + 1).length,
      );
    };
    expect(told({})).toEqual([10]);
    expect(told({ canaryShare: 0.1 })).toEqual([1, 9]);
    expect(told({ canaryShare: 0.25 })).toEqual([3, 7]);
    expect(told({ canaryShare: 0.1, atOnce: 4 })).toEqual([1, 4, 4, 1]);
    expect(told({ canaryShare: 1, atOnce: 1 })).toHaveLength(10);
  });

  it('leave a lone consumer in one wave', () => {
    const alone = [{ entityRef: 'component:default/checkout' }];
    expect(assignWaves(alone, { ...EASY, canaryShare: 0.5 })).toEqual(
      new Map([['component:default/checkout', 1]]),
    );
  });
});

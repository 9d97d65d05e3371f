import fc from 'fast-check';
import { assignWaves } from './waves';

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
    expect([...waves]).toEqual([
      ['production', 4],
      ['staging', 3],
      ['development', 2],
      ['experimental', 1],
    ]);
  });
});

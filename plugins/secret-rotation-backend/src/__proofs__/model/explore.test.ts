import { explore } from './explore';
import { MODEL_GUARDS, MODEL_MUTANTS } from './guards';

const SMALL = {
  workers: 2,
  runs: 1,
  epochs: 2,
  late: 1,
  joins: false,
} as const;

describe('the workflow’s model within small bounds', () => {
  it('finds no outage in any state that two workers, late calls and a rollback can reach', () => {
    const { states, found } = explore(MODEL_GUARDS, SMALL);
    expect(found).toBeUndefined();
    expect(states).toBeGreaterThan(1_000);
  });

  it.each([
    'attestation gate',
    'unknown ≠ accepted',
    'unknown ≠ rejected',
    'stage before activate',
    'target fence',
  ] as const)('finds the outage that the %s prevents', name => {
    const { found } = explore(MODEL_MUTANTS[name], SMALL);
    expect(found?.what).toEqual(expect.any(String));
    expect(found?.story.length).toBeGreaterThan(3);
  });
});

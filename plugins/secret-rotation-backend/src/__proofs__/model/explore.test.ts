import { explore } from './explore';
import { GUARDS, MUTANTS } from './Guards';

const SMALL = { runs: 1, epochs: 2, late: 1 };

describe('the workflow’s model within small bounds', () => {
  it('finds no outage in any state that two workers, late calls and a rollback can reach', () => {
    const { states, found } = explore(GUARDS, SMALL);
    expect(found).toBeUndefined();
    expect(states).toBeGreaterThan(1_000);
  });

  it.each(['attestation gate', 'unknown is not accepted', 'target fence'])(
    'finds the outage that the %s prevents',
    name => {
      const { found } = explore(MUTANTS[name], SMALL);
      expect(found?.what).toEqual(expect.any(String));
      expect(found?.story.length).toBeGreaterThan(3);
    },
  );
});

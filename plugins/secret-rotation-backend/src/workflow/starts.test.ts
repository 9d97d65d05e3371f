import { hasRestarted } from './starts';

const at = (id: string, startedAt?: number) => ({ id, startedAt });

describe('an instance has restarted between two looks', () => {
  it('that started later than it said before', () => {
    expect(hasRestarted([at('a', 10_000)], [at('a', 90_000)])).toBe(true);
    expect(
      hasRestarted(
        [at('a', 10_000), at('b', 10_000)],
        [at('b', 90_000), at('a', 10_000)],
      ),
    ).toBe(true);
  });

  it.each([
    ['with the same start', [at('a', 10_000)], [at('a', 10_000)]],
    ['with a start that is counted anew', [at('a', 10_000)], [at('a', 10_900)]],
    ['with an earlier start', [at('a', 90_000)], [at('a', 10_000)]],
    ['that is new', [at('a', 10_000)], [at('b', 90_000)]],
    ['that did not say when it started', [at('a')], [at('a', 90_000)]],
    ['that no longer says it', [at('a', 10_000)], [at('a')]],
  ])('not one %s', (_what, before, now) => {
    expect(hasRestarted(before, now)).toBe(false);
  });
});

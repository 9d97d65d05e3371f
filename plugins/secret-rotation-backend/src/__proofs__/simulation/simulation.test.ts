import { GUARDS, MUTANTS } from '../guards';
import { replay, simulate } from './simulate';

jest.setTimeout(240_000);

const SOME = { from: 1, seeds: 120 };

describe('the simulation', () => {
  it('finds nothing that must never be, in any of its first worlds', async () => {
    const { violations, runs } = await simulate({ ...SOME, guards: GUARDS });

    expect(violations).toEqual([]);
    // Each world has a run in trouble and a last one when all is well.
    expect(runs).toBeGreaterThanOrEqual(2 * SOME.seeds);
  });

  it.each(Object.keys(MUTANTS))(
    'finds a world that goes wrong without the %s, and its story again',
    async name => {
      const guards = MUTANTS[name];
      const { violations } = await simulate({
        ...SOME,
        guards,
        untilFound: true,
      });

      const [found] = violations;
      expect(found?.violation).toEqual(expect.any(String));
      const { violation, story } = await replay(found.seed, guards);
      expect(violation).toBe(found.violation);
      expect(story.join('\n')).toContain(`VIOLATION: ${found.violation}`);
    },
  );

  it.each([7, 42, 1234])(
    'gives world %i the same course each time, whatever was played before it',
    async seed => {
      const alone = await replay(seed, GUARDS);
      await simulate({ from: 3, seeds: 2, guards: GUARDS });
      const again = await replay(seed, GUARDS);

      expect(alone.story.length).toBeGreaterThan(10);
      expect(again).toEqual(alone);
    },
  );

  it('gives different seeds different courses', async () => {
    const courses = [await replay(1, GUARDS), await replay(2, GUARDS)];

    expect(courses[0].story).not.toEqual(courses[1].story);
  });
});

import { DriftError } from '../../errors';
import type { Scene } from './scene';

/** Tests what a store promises of promotion. */
export function testPromotion(begin: () => Scene): void {
  describe('promote', () => {
    it('makes the staged value current, keeps the old one readable and removes the staged copy', async () => {
      const scene = begin();
      const old = await scene.seed();
      const value = await scene.stage();

      const promoted = await scene.store.promote(
        { ...scene.run, expected: old.id },
        scene.context,
      );

      expect(promoted).not.toBe(old.id);
      expect(await scene.currentId()).toBe(promoted);
      await scene.expectCurrent(value);
      expect((await scene.read(old.id))?.equals(old.value)).toBe(true);
      await scene.expectStaged(undefined);
    });

    it('makes the first version of an empty path', async () => {
      const scene = begin();
      const value = await scene.stage();

      const promoted = await scene.store.promote(
        { ...scene.run, expected: undefined },
        scene.context,
      );

      expect(await scene.currentId()).toBe(promoted);
      await scene.expectCurrent(value);
    });

    it.each(['a version', 'nothing'])(
      'repeated after %s was current finds its own promotion, with the staged copy long gone',
      async before => {
        const scene = begin();
        const expected =
          before === 'nothing' ? undefined : (await scene.seed()).id;
        await scene.stage();
        const promote = () =>
          scene.store.promote({ ...scene.run, expected }, scene.context);

        const promoted = await promote();
        const after = await scene.store.describe(scene.path, scene.context);

        expect(await promote()).toBe(promoted);
        expect(await promote()).toBe(promoted);
        expect(await scene.store.describe(scene.path, scene.context)).toEqual(
          after,
        );
      },
    );

    it('never overwrites what somebody else made current', async () => {
      const scene = begin();
      const old = await scene.seed();
      const value = await scene.stage();
      const foreign = scene.value();
      await scene.world.writeAsForeigner(scene.path.path, foreign);

      await scene.expectError(
        scene.store.promote({ ...scene.run, expected: old.id }, scene.context),
        DriftError,
      );

      await scene.expectCurrent(foreign);
      await scene.expectStaged(value);
    });

    it('never overwrites what somebody else wrote to an empty path', async () => {
      const scene = begin();
      await scene.stage();
      const foreign = scene.value();
      await scene.world.writeAsForeigner(scene.path.path, foreign);

      await scene.expectError(
        scene.store.promote(
          { ...scene.run, expected: undefined },
          scene.context,
        ),
        DriftError,
      );

      await scene.expectCurrent(foreign);
    });

    it('refuses to repeat when somebody else has written since', async () => {
      const scene = begin();
      const old = await scene.seed();
      await scene.stage();
      const place = { ...scene.run, expected: old.id };
      await scene.store.promote(place, scene.context);
      const foreign = scene.value();
      await scene.world.writeAsForeigner(scene.path.path, foreign);

      await scene.expectError(
        scene.store.promote(place, scene.context),
        DriftError,
      );

      await scene.expectCurrent(foreign);
    });

    it('refuses when nothing is staged and nothing was promoted', async () => {
      const scene = begin();
      const old = await scene.seed();

      await scene.expectError(
        scene.store.promote({ ...scene.run, expected: old.id }, scene.context),
        DriftError,
      );

      await scene.expectCurrent(old.value);
    });

    it("does not take another run's promotion for its own", async () => {
      const scene = begin();
      const old = await scene.seed();
      await scene.stage();
      await scene.store.promote(
        { ...scene.run, expected: old.id },
        scene.context,
      );

      await scene.expectError(
        scene.store.promote(
          { ...scene.path, runId: 'R-13', expected: old.id },
          scene.context,
        ),
        DriftError,
      );
    });

    it('serves one run after the other', async () => {
      const scene = begin();
      let expected = (await scene.seed()).id;
      for (const runId of ['R-12', 'R-13', 'R-14']) {
        const value = scene.value();
        const run = { ...scene.path, runId };
        await scene.store.stage({ ...run, value }, scene.context);
        expected = await scene.store.promote(
          { ...run, expected },
          scene.context,
        );
        await scene.expectCurrent(value);
      }
    });
  });
}

import { DriftError } from '../../errors';
import type { Scene } from './scene';

/** Tests what a store promises of the way back. */
export function testRestoration(begin: () => Scene): void {
  describe('restore', () => {
    async function promoted(scene: Scene) {
      const old = await scene.seed();
      await scene.stage();
      const expected = await scene.store.promote(
        { ...scene.run, expected: old.id },
        scene.context,
      );
      return { old, place: { ...scene.run, version: old.id, expected } };
    }

    it('makes the old value current again, as a new version', async () => {
      const scene = begin();
      const { old, place } = await promoted(scene);

      const restored = await scene.store.restore(place, scene.context);

      expect([old.id, place.expected]).not.toContain(restored);
      expect(await scene.currentId()).toBe(restored);
      await scene.expectCurrent(old.value);
      await scene.expectStaged(undefined);
    });

    it('repeated finds its own restoration', async () => {
      const scene = begin();
      const { place } = await promoted(scene);

      const restored = await scene.store.restore(place, scene.context);
      const after = await scene.store.describe(scene.path, scene.context);

      expect(await scene.store.restore(place, scene.context)).toBe(restored);
      expect(await scene.store.restore(place, scene.context)).toBe(restored);
      expect(await scene.store.describe(scene.path, scene.context)).toEqual(
        after,
      );
    });

    it('before any promotion writes the old value anew and keeps the staged one, so that a delayed promote fails', async () => {
      const scene = begin();
      const old = await scene.seed();
      const value = await scene.stage();

      const restored = await scene.store.restore(
        { ...scene.run, version: old.id, expected: old.id },
        scene.context,
      );
      // By the staged copy the engine proves that the target refuses the value that goes.
      await scene.expectStaged(value);
      await scene.expectError(
        scene.store.promote({ ...scene.run, expected: old.id }, scene.context),
        DriftError,
      );

      expect(restored).not.toBe(old.id);
      expect(await scene.currentId()).toBe(restored);
      await scene.expectCurrent(old.value);
    });

    it('after a promotion lets a delayed promote fail', async () => {
      const scene = begin();
      const { old, place } = await promoted(scene);
      await scene.store.restore(place, scene.context);

      await scene.expectError(
        scene.store.promote({ ...scene.run, expected: old.id }, scene.context),
        DriftError,
      );

      await scene.expectCurrent(old.value);
    });

    it('also undoes a promotion of its own run that landed after the engine looked', async () => {
      const scene = begin();
      const { old, place } = await promoted(scene);

      await scene.store.restore({ ...place, expected: old.id }, scene.context);

      await scene.expectCurrent(old.value);
    });

    it('never overwrites what somebody else made current', async () => {
      const scene = begin();
      const { place } = await promoted(scene);
      const foreign = scene.value();
      await scene.world.writeAsForeigner(scene.path.path, foreign);

      await scene.expectError(
        scene.store.restore(place, scene.context),
        DriftError,
      );

      await scene.expectCurrent(foreign);
    });

    it('is done once more by the same run over a version that was seen since, and repeated finds that one', async () => {
      const scene = begin();
      const { old, place } = await promoted(scene);
      const first = await scene.store.restore(place, scene.context);
      await scene.world.writeAsForeigner(scene.path.path, scene.value());
      await scene.expectError(
        scene.store.restore(place, scene.context),
        DriftError,
      );
      const seen = await scene.currentId();
      if (seen === undefined) throw new Error('Nothing is current');
      const anew = { ...place, expected: seen };

      const second = await scene.store.restore(anew, scene.context);

      expect([first, seen]).not.toContain(second);
      expect(await scene.store.restore(anew, scene.context)).toBe(second);
      await scene.expectCurrent(old.value);
    });

    it('refuses when the old version cannot be read any more', async () => {
      const scene = begin();
      const { old, place } = await promoted(scene);
      await scene.store.destroy(
        { ...scene.path, versions: [old.id] },
        scene.context,
      );

      await scene.expectError(
        scene.store.restore(place, scene.context),
        DriftError,
      );

      expect(await scene.currentId()).toBe(place.expected);
    });
  });
}

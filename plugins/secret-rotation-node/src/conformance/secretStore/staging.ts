import { FencedError } from '../../errors';
import type { Scene } from './scene';

/** Tests what a store promises of staged values. */
export function testStaging(begin: () => Scene): void {
  describe('stage', () => {
    it('keeps the value readable back and changes nothing that consumers read', async () => {
      const scene = begin();
      const seeded = await scene.seed();
      const before = await scene.store.describe(scene.path, scene.context);

      const value = await scene.stage();

      await scene.expectStaged(value);
      expect(await scene.store.describe(scene.path, scene.context)).toEqual(
        before,
      );
      await scene.expectCurrent(seeded.value);
    });

    it('leaves an empty path empty', async () => {
      const scene = begin();
      await scene.stage();
      expect(
        (await scene.store.describe(scene.path, scene.context)).versions,
      ).toEqual([]);
    });

    it('repeated with the same value has the effect of one call', async () => {
      const scene = begin();
      const value = await scene.stage();
      await scene.stage(value);
      await scene.expectStaged(value);
    });

    it('replaces a different value', async () => {
      const scene = begin();
      await scene.stage();
      const value = await scene.stage();
      await scene.expectStaged(value);
    });

    it('never replaces what a newer worker has staged, because the target may accept that already', async () => {
      const scene = begin();
      const late = scene.value();
      const value = scene.value();
      const { fence } = scene.context;
      await scene.store.stage(
        { ...scene.run, value },
        { ...scene.context, fence: { ...fence, epoch: fence.epoch + 1 } },
      );

      await scene.expectError(
        scene.store.stage({ ...scene.run, value: late }, scene.context),
        FencedError,
      );

      await scene.expectStaged(value);
    });

    it('keeps the values of two runs apart', async () => {
      const scene = begin();
      const value = await scene.stage();
      const other = { ...scene.run, runId: 'R-13' };

      expect(
        await scene.store.readStaged(other, scene.context),
      ).toBeUndefined();
      await scene.store.discardStaged(other, scene.context);
      await scene.expectStaged(value);
    });
  });

  describe('discardStaged', () => {
    it('removes the staged value, and is success when there is none', async () => {
      const scene = begin();
      const seeded = await scene.seed();
      await scene.stage();

      await scene.store.discardStaged(scene.run, scene.context);
      await scene.store.discardStaged(scene.run, scene.context);

      await scene.expectStaged(undefined);
      await scene.expectCurrent(seeded.value);
    });

    it('lets the same run stage again', async () => {
      const scene = begin();
      await scene.stage();
      await scene.store.discardStaged(scene.run, scene.context);
      const value = await scene.stage();
      await scene.expectStaged(value);
    });
  });
}

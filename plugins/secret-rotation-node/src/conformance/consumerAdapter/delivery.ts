import { FencedError } from '../../errors';
import { NEW, OLD, type Scene } from './scene';

/** Tests that an adapter which brings the value itself brings it once, and nothing of a worker that lost its run. */
export function testDelivery(begin: () => Scene): void {
  describe('deliver', () => {
    const brought = (scene: Scene, version: typeof NEW) =>
      Promise.all(scene.world.instances.map(each => each.restarts(version)));

    it('brings a version to every instance once, whichever worker asks again', async () => {
      const scene = begin();
      const once = scene.world.instances.map(() => 1);
      await scene.deliver(NEW, { run: 7, epoch: 1 });
      await scene.deliver(NEW, { run: 7, epoch: 2 });
      await scene.deliver(NEW, { run: 8, epoch: 1 });
      expect(await brought(scene, NEW)).toEqual(once);
    });

    it.each([
      ['epoch', { run: 8, epoch: 1 }],
      ['run', { run: 7, epoch: 9 }],
    ])('brings nothing of an older %s', async (_what, older) => {
      const scene = begin();
      const none = scene.world.instances.map(() => 0);
      await scene.deliver(NEW, { run: 8, epoch: 2 });
      await expect(scene.deliver(OLD, older)).rejects.toThrow(FencedError);
      expect(await brought(scene, OLD)).toEqual(none);
    });

    it('brings nothing of a worker whose successor found the version there', async () => {
      const scene = begin();
      const none = scene.world.instances.map(() => 0);
      await scene.deliver(NEW, { run: 7, epoch: 1 });
      await scene.deliver(NEW, { run: 7, epoch: 2 });
      await expect(scene.deliver(OLD, { run: 7, epoch: 1 })).rejects.toThrow(
        FencedError,
      );
      expect(await brought(scene, OLD)).toEqual(none);
    });

    it('leaves no instance that shows another version', async () => {
      const scene = begin();
      await scene.deliver(NEW, { run: 7, epoch: 1 });
      const { instances } = await scene.observe();
      expect(
        instances.filter(
          ({ version }) => version !== undefined && version !== NEW,
        ),
      ).toEqual([]);
    });
  });
}

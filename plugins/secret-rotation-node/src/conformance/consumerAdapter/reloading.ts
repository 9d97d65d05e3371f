import { UnavailableError } from '../../errors';
import { NEW, OLD, type Scene } from './scene';

/** Tests that an adapter tells every instance, once per version, and keeps its deadline. */
export function testReloading(begin: () => Scene): void {
  describe('reload', () => {
    it('tells every instance, and restarts none twice for one version', async () => {
      const scene = begin();
      const all = scene.world.instances.length;
      const restarts = (version: typeof NEW) =>
        Promise.all(scene.world.instances.map(each => each.restarts(version)));
      const once = scene.world.instances.map(() => 1);

      expect(await scene.reload()).toEqual({ told: all });
      expect(await scene.reload()).toEqual({ told: all });
      expect(await restarts(NEW)).toEqual(once);

      await scene.reload(OLD);
      expect(await restarts(OLD)).toEqual(once);
      expect(await restarts(NEW)).toEqual(once);
    });

    it('is not done before every instance was told, and tells the others', async () => {
      const scene = begin();
      await scene.first.setManner('unreachable');
      await expect(scene.reload()).rejects.toThrow(UnavailableError);
      expect(await scene.second.restarts(NEW)).toBe(1);

      await scene.first.setManner('answers');
      await scene.reload();
      expect(await scene.first.restarts(NEW)).toBe(1);
      expect(await scene.second.restarts(NEW)).toBe(1);
    });
  });

  describe('the deadline', () => {
    it('that is over lets nothing begin', async () => {
      const scene = begin();
      const over = AbortSignal.abort();
      await expect(scene.observe(over)).rejects.toThrow(UnavailableError);
      await expect(scene.reload(NEW, over)).rejects.toThrow(UnavailableError);
      expect(await scene.first.restarts(NEW)).toBe(0);
    });

    it('ends what hangs, as unavailable', async () => {
      const scene = begin();
      await Promise.all(
        scene.world.instances.map(each => each.setManner('hangs')),
      );
      const deadline = new AbortController();
      const asked = Promise.allSettled([
        scene.observe(deadline.signal),
        scene.reload(NEW, deadline.signal),
      ]);
      deadline.abort();
      expect(await asked).toEqual([
        { status: 'rejected', reason: expect.any(UnavailableError) },
        { status: 'rejected', reason: expect.any(UnavailableError) },
      ]);
    });
  });
}

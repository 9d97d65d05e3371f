import type { Scene } from './scene';

/** Tests what a store promises before a run. */
export function testPreflight(begin: () => Scene): void {
  describe('preflight and describe', () => {
    it('passes every check where the credential may do all of it, and writes nothing', async () => {
      const scene = begin();
      const { id } = await scene.seed();
      const before = await scene.store.describe(scene.path, scene.context);

      const checks = await scene.store.preflight(scene.path, scene.context);

      expect(checks.length).toBeGreaterThan(0);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(await scene.store.describe(scene.path, scene.context)).toEqual(
        before,
      );
      expect(before.current).toBe(id);
    });

    it('passes every check of a path that is still empty', async () => {
      const scene = begin();

      const checks = await scene.store.preflight(scene.path, scene.context);

      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(await scene.currentId()).toBeUndefined();
    });

    it('describes an absent path as one without versions', async () => {
      const scene = begin();
      const { current, versions } = await scene.store.describe(
        scene.path,
        scene.context,
      );
      expect(current).toBeUndefined();
      expect(versions).toEqual([]);
    });

    it('lists the versions oldest first, with times and without values', async () => {
      const scene = begin();
      const first = await scene.seed();
      const second = await scene.seed();

      const description = await scene.store.describe(scene.path, scene.context);

      expect(description.current).toBe(second.id);
      expect(description.versions.slice(-2)).toEqual([
        { id: first.id, createdAt: expect.any(Date), readable: true },
        { id: second.id, createdAt: expect.any(Date), readable: true },
      ]);
      for (const { createdAt } of description.versions) {
        expect(createdAt.getTime()).not.toBeNaN();
      }
      scene.expectNoValueIn(description);
    });

    it('reads each version as it was written, and none under an unknown id', async () => {
      const scene = begin();
      const { id, value } = await scene.seed();

      const read = await scene.read(id);

      expect(read?.equals(value)).toBe(true);
      expect(read?.secretFieldNames).toEqual(['password']);
      expect(read?.public('username')).toBe('payments_a');
      const gone = begin();
      expect(await gone.read(id)).toBeUndefined();
    });
  });
}

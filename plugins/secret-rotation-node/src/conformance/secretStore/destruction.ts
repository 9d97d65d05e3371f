import { storeVersionId } from '../../contracts/SecretStore';
import { DriftError } from '../../errors';
import type { Scene } from './scene';

/** Tests what a store promises of destroyed versions. */
export function testDestruction(begin: () => Scene): void {
  describe('destroy', () => {
    it('makes an old version unreadable and leaves the current one alone', async () => {
      const scene = begin();
      const old = await scene.seed();
      const current = await scene.seed();

      await scene.store.destroy(
        { ...scene.path, versions: [old.id] },
        scene.context,
      );

      if (scene.store.destroys === 'erases') {
        expect(await scene.read(old.id)).toBeUndefined();
      }
      const { versions } = await scene.store.describe(
        scene.path,
        scene.context,
      );
      expect(versions.find(({ id }) => id === old.id)?.readable ?? false).toBe(
        scene.store.destroys === 'deprecates',
      );
      expect(await scene.currentId()).toBe(current.id);
      await scene.expectCurrent(current.value);
    });

    it('is success for destroyed and unknown versions, and for an absent path', async () => {
      const scene = begin();
      const old = await scene.seed();
      await scene.seed();
      const versions = [old.id, storeVersionId('no version of ours')];

      await scene.store.destroy({ ...scene.path, versions }, scene.context);
      await scene.store.destroy({ ...scene.path, versions }, scene.context);

      const absent = begin();
      await absent.store.destroy({ ...absent.path, versions }, absent.context);
      expect(await absent.currentId()).toBeUndefined();
    });

    it('refuses the current version, and then destroys none', async () => {
      const scene = begin();
      const old = await scene.seed();
      const current = await scene.seed();

      await scene.expectError(
        scene.store.destroy(
          { ...scene.path, versions: [old.id, current.id] },
          scene.context,
        ),
        DriftError,
      );

      await scene.expectCurrent(current.value);
      expect((await scene.read(old.id))?.equals(old.value)).toBe(true);
    });
  });
}

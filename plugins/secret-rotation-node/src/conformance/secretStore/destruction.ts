import assert from 'node:assert/strict';
import { storeVersionId } from '../../contracts/SecretStore';
import { DriftError } from '../../errors';
import { storeCase, storeCaseWith, type SecretStoreCase } from './cases';
import { holdsText } from './content';
import { expectSame } from './scene';

/** What a store promises of destroyed versions. */
export const DESTRUCTION_CASES: readonly SecretStoreCase[] = [
  storeCase(
    'destroy: goes as far with an old version as the store says, and leaves the current one alone',
    async scene => {
      const old = await scene.seed();
      const current = await scene.seed();

      await scene.store.destroy(
        { ...scene.path, versions: [old.id] },
        scene.context,
      );

      const leavesValue = scene.store.destroys === 'deprecates';
      const { versions } = await scene.describe();
      assert.equal(
        versions.find(({ id }) => id === old.id)?.readable ?? false,
        leavesValue,
      );
      expectSame(
        await scene.read(old.id),
        leavesValue ? old.value : undefined,
        'The destroyed version',
      );
      assert.equal(await scene.currentId(), current.id);
      await scene.expectCurrent(current.value);
    },
  ),

  storeCase(
    'destroy: is success for destroyed and unknown versions, for none at all, and for an absent path',
    async (scene, begin) => {
      const old = await scene.seed();
      const current = await scene.seed();
      const versions = [old.id, storeVersionId('no version of ours')];

      await scene.store.destroy({ ...scene.path, versions }, scene.context);
      const after = await scene.describe();
      await scene.store.destroy({ ...scene.path, versions }, scene.context);
      await scene.store.destroy({ ...scene.path, versions: [] }, scene.context);

      assert.deepEqual(await scene.describe(), after);
      await scene.expectCurrent(current.value);
      const absent = begin();
      await absent.store.destroy({ ...absent.path, versions }, absent.context);
      assert.equal(await absent.currentId(), undefined);
    },
  ),

  storeCase(
    'destroy: refuses the current version, and then destroys none',
    async scene => {
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
      expectSame(await scene.read(old.id), old.value, 'The old version');
    },
  ),

  storeCaseWith(
    'readEverything',
    'destroy: leaves no copy of the old value after a rotation, and none of the new one beside the secret',
    async (scene, world) => {
      const old = await scene.seed();
      const value = await scene.stage();
      await scene.promote(old.id);

      await scene.store.destroy(
        { ...scene.path, versions: [old.id] },
        scene.context,
      );

      const held = await world.readEverything(scene.path.path);
      const count = (text: string) =>
        held.filter(content => holdsText(content, text)).length;
      assert.equal(count(value.reveal('password')), 1, 'copies of the new');
      assert.equal(
        count(old.value.reveal('password')),
        scene.store.destroys === 'deprecates' ? 1 : 0,
        'copies of the old',
      );
    },
  ),

  storeCaseWith(
    'readEverything',
    'destroy: leaves no copy of the new value after a rollback',
    async (scene, world) => {
      const old = await scene.seed();
      const value = await scene.stage();
      const promoted = await scene.promote(old.id);
      await scene.store.restore(
        { ...scene.run, version: old.id, expected: promoted },
        scene.context,
      );

      await scene.store.destroy(
        { ...scene.path, versions: [promoted] },
        scene.context,
      );
      await scene.store.discardStaged(scene.run, scene.context);

      const held = await world.readEverything(scene.path.path);
      assert.equal(
        held.filter(content => holdsText(content, value.reveal('password')))
          .length,
        scene.store.destroys === 'deprecates' ? 1 : 0,
        'copies of the new',
      );
      await scene.expectCurrent(old.value);
    },
  ),
];

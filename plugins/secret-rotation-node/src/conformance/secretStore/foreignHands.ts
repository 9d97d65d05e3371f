import assert from 'node:assert/strict';
import { DriftError } from '../../errors';
import { storeCaseWith, type SecretStoreCase } from './cases';
import { thrownBy } from '../cases/thrownBy';

/** Somebody else removes things under a run. Nothing is made up in their place, and nothing else is harmed. */
export const FOREIGN_HAND_CASES: readonly SecretStoreCase[] = [
  storeCaseWith(
    'destroyAsForeigner',
    'removed: when the current version was destroyed, nothing is current and promote is drift',
    async (scene, world) => {
      await scene.seed();
      const old = await scene.seed();
      const value = await scene.stage();
      await world.destroyAsForeigner(scene.path.path, old.id);

      assert.equal(await scene.currentId(), undefined);
      assert.equal(await scene.read(old.id), undefined);
      await scene.expectError(scene.promote(old.id), DriftError);

      await scene.expectStaged(value);
    },
  ),

  storeCaseWith(
    'destroyAsForeigner',
    'removed: when the old version was destroyed, restore is drift, and destroy is success',
    async (scene, world) => {
      const old = await scene.seed();
      const value = await scene.stage();
      const expected = await scene.promote(old.id);
      await world.destroyAsForeigner(scene.path.path, old.id);

      await scene.expectError(
        scene.store.restore(
          { ...scene.run, version: old.id, expected },
          scene.context,
        ),
        DriftError,
      );
      await scene.store.destroy(
        { ...scene.path, versions: [old.id] },
        scene.context,
      );

      await scene.expectCurrent(value);
    },
  ),

  storeCaseWith(
    'prune',
    'pruned: a version that the manager keeps no longer is not readable, restore is drift, and destroy is success',
    async (scene, world) => {
      const old = await scene.seed();
      await world.prune(scene.path.path, old.id);
      const seen = await scene.currentId();
      assert.ok(seen !== undefined && seen !== old.id);

      assert.equal(await scene.read(old.id), undefined);
      const { versions } = await scene.describe();
      assert.ok(!versions.find(({ id }) => id === old.id)?.readable);
      await scene.expectError(
        scene.store.restore(
          { ...scene.run, version: old.id, expected: seen },
          scene.context,
        ),
        DriftError,
      );
      await scene.store.destroy(
        { ...scene.path, versions: [old.id] },
        scene.context,
      );

      assert.equal(await scene.currentId(), seen);
    },
  ),

  storeCaseWith(
    'removeStagedAsForeigner',
    'removed: when the staged value is gone, promote is drift, and the run may stage again',
    async (scene, world) => {
      const old = await scene.seed();
      await scene.stage();
      await world.removeStagedAsForeigner(scene.run);

      await scene.expectStaged(undefined);
      await scene.expectError(scene.promote(old.id), DriftError);
      await scene.expectCurrent(old.value);

      const value = await scene.stage();
      await scene.promote(old.id);
      await scene.expectCurrent(value);
    },
  ),

  storeCaseWith(
    'removeAsForeigner',
    'removed: when the whole secret is gone, it is described as empty, promote is drift, and clearing away is success',
    async (scene, world) => {
      const old = await scene.seed();
      const value = await scene.stage();
      await world.removeAsForeigner(scene.path.path);

      assert.equal(await scene.currentId(), undefined);
      assert.equal(await thrownBy(scene.read(old.id)), undefined);
      await scene.expectError(scene.promote(old.id), DriftError);
      await scene.store.destroy(
        { ...scene.path, versions: [old.id] },
        scene.context,
      );
      await scene.store.discardStaged(scene.run, scene.context);

      assert.equal(await scene.currentId(), undefined);
      await scene.expectStaged(undefined);
      scene.expectNoValueIn([await scene.describe(), value]);
    },
  ),
];

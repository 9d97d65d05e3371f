import assert from 'node:assert/strict';
import { DriftError } from '../../errors';
import { storeCase, type SecretStoreCase } from './cases';
import { thrownBy } from '../cases/thrownBy';
import { expectSame, type Scene } from './scene';

async function promoted(scene: Scene) {
  const old = await scene.seed();
  const value = await scene.stage();
  const expected = await scene.promote(old.id);
  return { old, value, place: { ...scene.run, version: old.id, expected } };
}

/** What a store promises of the way back. */
export const RESTORATION_CASES: readonly SecretStoreCase[] = [
  storeCase(
    'restore: makes the old value current again, as a new version',
    async scene => {
      const { old, place } = await promoted(scene);

      const restored = await scene.store.restore(place, scene.context);

      assert.ok(![old.id, place.expected].includes(restored));
      assert.equal(await scene.currentId(), restored);
      await scene.expectCurrent(old.value);
      await scene.expectStaged(undefined);
    },
  ),

  storeCase('restore: repeated finds its own restoration', async scene => {
    const { place } = await promoted(scene);

    const restored = await scene.store.restore(place, scene.context);
    const after = await scene.describe();

    assert.equal(await scene.store.restore(place, scene.context), restored);
    assert.equal(await scene.store.restore(place, scene.context), restored);
    assert.deepEqual(await scene.describe(), after);
  }),

  storeCase(
    'restore: before any promotion writes the old value anew and keeps the staged one, so that a delayed promote fails',
    async scene => {
      const old = await scene.seed();
      const value = await scene.stage();

      const restored = await scene.store.restore(
        { ...scene.run, version: old.id, expected: old.id },
        scene.context,
      );
      // By the staged copy the engine proves that the target refuses the value that goes.
      await scene.expectStaged(value);
      await scene.expectError(scene.promote(old.id), DriftError);

      assert.notEqual(restored, old.id);
      assert.equal(await scene.currentId(), restored);
      await scene.expectCurrent(old.value);
    },
  ),

  storeCase(
    'restore: after a promotion lets a delayed promote fail',
    async scene => {
      const { old, place } = await promoted(scene);
      await scene.store.restore(place, scene.context);

      await scene.expectError(scene.promote(old.id), DriftError);

      await scene.expectCurrent(old.value);
    },
  ),

  storeCase(
    'restore: also undoes a promotion of its own run that landed after the engine looked',
    async scene => {
      const { old, place } = await promoted(scene);

      await scene.store.restore({ ...place, expected: old.id }, scene.context);

      await scene.expectCurrent(old.value);
    },
  ),

  storeCase(
    'restore: never overwrites what somebody else made current',
    async scene => {
      const { place } = await promoted(scene);
      const foreign = scene.value();
      await scene.world.writeAsForeigner(scene.path.path, foreign);

      await scene.expectError(
        scene.store.restore(place, scene.context),
        DriftError,
      );

      await scene.expectCurrent(foreign);
    },
  ),

  storeCase(
    'restore: is done once more by the same run over a version that was seen since, and repeated finds that one',
    async scene => {
      const { old, place } = await promoted(scene);
      const first = await scene.store.restore(place, scene.context);
      await scene.world.writeAsForeigner(scene.path.path, scene.value());
      await scene.expectError(
        scene.store.restore(place, scene.context),
        DriftError,
      );
      const seen = await scene.currentId();
      assert.ok(seen !== undefined);
      const anew = { ...place, expected: seen };

      const second = await scene.store.restore(anew, scene.context);

      assert.ok(![first, seen].includes(second));
      assert.equal(await scene.store.restore(anew, scene.context), second);
      await scene.expectCurrent(old.value);
    },
  ),

  storeCase(
    'restore: of what was destroyed is drift, unless destroying leaves the value',
    async scene => {
      const { old, place } = await promoted(scene);
      await scene.store.destroy(
        { ...scene.path, versions: [old.id] },
        scene.context,
      );

      const restore = scene.store.restore(place, scene.context);
      const error = await thrownBy(restore);

      // Where destroying leaves the value, the store may still find it or not; elsewhere it is gone.
      if (scene.store.destroys === 'deprecates' && error === undefined) {
        assert.equal(await scene.currentId(), await restore);
        await scene.expectCurrent(old.value);
      } else {
        await scene.expectError(restore, DriftError);
        assert.equal(await scene.currentId(), place.expected);
      }
    },
  ),

  storeCase(
    'restore: is followed by a next run that rotates and rolls back as if nothing had been',
    async scene => {
      const { old, place } = await promoted(scene);
      const restored = await scene.store.restore(place, scene.context);
      await scene.store.discardStaged(scene.run, scene.context);
      const next = { ...scene.path, runId: 'R-13' };
      const context = { ...scene.context, fence: { run: 13, epoch: 1 } };
      const value = scene.value();

      await scene.store.stage({ ...next, value }, context);
      const second = await scene.store.promote(
        { ...next, expected: restored },
        context,
      );
      expectSame(await scene.current(), value, 'What consumers read');
      await scene.store.restore(
        { ...next, version: restored, expected: second },
        context,
      );

      await scene.expectCurrent(old.value);
    },
  ),
];

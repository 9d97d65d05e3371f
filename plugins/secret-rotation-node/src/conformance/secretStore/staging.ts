import assert from 'node:assert/strict';
import { FencedError, UnavailableError } from '../../errors';
import { storeCase, type SecretStoreCase } from './cases';
import { thrownBy } from '../cases/thrownBy';
import type { Scene } from './scene';

function ofEpoch(scene: Scene, epoch: number) {
  return { ...scene.context, fence: { ...scene.context.fence, epoch } };
}

/** What a store promises of staged values. */
export const STAGING_CASES: readonly SecretStoreCase[] = [
  storeCase(
    'stage: keeps the value readable back and changes nothing that consumers read',
    async scene => {
      const seeded = await scene.seed();
      const before = await scene.describe();

      const value = await scene.stage();

      await scene.expectStaged(value);
      assert.deepEqual(await scene.describe(), before);
      await scene.expectCurrent(seeded.value);
    },
  ),

  storeCase('stage: leaves an empty path empty', async scene => {
    const value = await scene.stage();

    await scene.expectStaged(value);
    assert.deepEqual((await scene.describe()).versions, []);
  }),

  storeCase(
    'stage: repeated with the same value has the effect of one call',
    async scene => {
      const seeded = await scene.seed();
      const value = await scene.stage();
      await scene.stage(value);
      await scene.stage(value);

      await scene.expectStaged(value);
      await scene.promote(seeded.id);
      assert.equal(await scene.versionCount(), 2);
    },
  ),

  storeCase('stage: replaces a different value', async scene => {
    const { id } = await scene.seed();
    await scene.stage();
    const value = await scene.stage();

    await scene.expectStaged(value);
    await scene.promote(id);
    await scene.expectCurrent(value);
  }),

  storeCase(
    'stage: never replaces what a newer worker has staged, because the target may accept that already',
    async scene => {
      await scene.seed();
      const late = scene.value();
      const value = scene.value();
      await scene.store.stage({ ...scene.run, value }, ofEpoch(scene, 2));

      await scene.expectError(
        scene.store.stage({ ...scene.run, value: late }, ofEpoch(scene, 1)),
        FencedError,
      );

      await scene.expectStaged(value);
    },
  ),

  storeCase(
    'stage: fences the first value of an empty path too',
    async scene => {
      const late = scene.value();
      const value = scene.value();
      await scene.store.stage({ ...scene.run, value }, ofEpoch(scene, 2));

      await scene.expectError(
        scene.store.stage({ ...scene.run, value: late }, ofEpoch(scene, 1)),
        FencedError,
      );

      await scene.expectStaged(value);
    },
  ),

  storeCase(
    'stage: of a newer worker takes over the same value, and fences the older one from then on',
    async scene => {
      await scene.seed();
      const value = await scene.stage();
      await scene.store.stage({ ...scene.run, value }, ofEpoch(scene, 2));

      await scene.expectError(
        scene.store.stage(
          { ...scene.run, value: scene.value() },
          ofEpoch(scene, 1),
        ),
        FencedError,
      );

      await scene.expectStaged(value);
    },
  ),

  storeCase(
    'stage: of two workers at once ends with the value of the newer one',
    async scene => {
      await scene.seed();
      const values = [scene.value(), scene.value()];
      const stage = (epoch: 1 | 2) =>
        scene.store.stage(
          { ...scene.run, value: values[epoch - 1] ?? scene.value() },
          ofEpoch(scene, epoch),
        );

      const errors = await Promise.all(
        [stage(1), stage(2)].map(call => thrownBy(call)),
      );

      scene.expectNoValueIn(errors);
      assert.ok(
        errors.every(
          error =>
            error === undefined ||
            error instanceof FencedError ||
            error instanceof UnavailableError,
        ),
      );
      // The newer one may have been asked to try again; the older one is nobody by now.
      await stage(2);
      await scene.expectError(stage(1), FencedError);
      const [, newer] = values;
      assert.ok(newer);
      await scene.expectStaged(newer);
    },
  ),

  storeCase('stage: keeps the values of two runs apart', async scene => {
    const value = await scene.stage();
    const other = { ...scene.run, runId: 'R-13' };

    assert.equal(await scene.store.readStaged(other, scene.context), undefined);
    await scene.store.discardStaged(other, scene.context);
    await scene.expectStaged(value);
  }),

  storeCase(
    'discardStaged: removes the staged value, and is success when there is none',
    async scene => {
      const seeded = await scene.seed();
      await scene.stage();

      await scene.store.discardStaged(scene.run, scene.context);
      await scene.store.discardStaged(scene.run, scene.context);

      await scene.expectStaged(undefined);
      await scene.expectCurrent(seeded.value);
    },
  ),

  storeCase('discardStaged: lets the same run stage again', async scene => {
    await scene.stage();
    await scene.store.discardStaged(scene.run, scene.context);
    const value = await scene.stage();

    await scene.expectStaged(value);
  }),

  storeCase(
    'discardStaged: after a promotion leaves it as it is, repeated too',
    async scene => {
      const { id } = await scene.seed();
      const value = await scene.stage();
      const promoted = await scene.promote(id);

      await scene.store.discardStaged(scene.run, scene.context);
      await scene.store.discardStaged(scene.run, scene.context);

      assert.equal(await scene.currentId(), promoted);
      await scene.expectCurrent(value);
      assert.equal(await scene.promote(id), promoted);
    },
  ),
];

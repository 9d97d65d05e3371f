import assert from 'node:assert/strict';
import { DriftError } from '../../errors';
import { storeCase, type SecretStoreCase } from './cases';
import { expectSame } from './scene';

/** What a store promises of promotion. */
export const PROMOTION_CASES: readonly SecretStoreCase[] = [
  storeCase(
    'promote: makes the staged value current, keeps the old one readable and removes the staged copy',
    async scene => {
      const old = await scene.seed();
      const value = await scene.stage();

      const promoted = await scene.promote(old.id);

      assert.notEqual(promoted, old.id);
      assert.equal(await scene.currentId(), promoted);
      await scene.expectCurrent(value);
      expectSame(await scene.read(old.id), old.value, 'The old version');
      await scene.expectStaged(undefined);
    },
  ),

  storeCase(
    'promote: makes the first version of an empty path',
    async scene => {
      const value = await scene.stage();

      const promoted = await scene.promote(undefined);

      assert.equal(await scene.currentId(), promoted);
      await scene.expectCurrent(value);
      await scene.expectStaged(undefined);
    },
  ),

  ...['a version', 'nothing'].map(before =>
    storeCase(
      `promote: repeated after ${before} was current finds its own promotion, with the staged copy long gone`,
      async scene => {
        const expected =
          before === 'nothing' ? undefined : (await scene.seed()).id;
        await scene.stage();

        const promoted = await scene.promote(expected);
        const after = await scene.describe();

        assert.equal(await scene.promote(expected), promoted);
        assert.equal(await scene.promote(expected), promoted);
        assert.deepEqual(await scene.describe(), after);
      },
    ),
  ),

  storeCase(
    'promote: never overwrites what somebody else made current',
    async scene => {
      const old = await scene.seed();
      const value = await scene.stage();
      const foreign = scene.value();
      await scene.world.writeAsForeigner(scene.path.path, foreign);

      await scene.expectError(scene.promote(old.id), DriftError);

      await scene.expectCurrent(foreign);
      await scene.expectStaged(value);
    },
  ),

  storeCase(
    'promote: never overwrites what somebody else wrote to an empty path',
    async scene => {
      await scene.stage();
      const foreign = scene.value();
      await scene.world.writeAsForeigner(scene.path.path, foreign);

      await scene.expectError(scene.promote(undefined), DriftError);

      await scene.expectCurrent(foreign);
    },
  ),

  storeCase(
    'promote: is drift also when somebody wrote the old value once more',
    async scene => {
      const old = await scene.seed();
      await scene.stage();
      await scene.world.writeAsForeigner(scene.path.path, old.value);

      await scene.expectError(scene.promote(old.id), DriftError);

      await scene.expectCurrent(old.value);
    },
  ),

  storeCase(
    'promote: refuses to repeat when somebody else has written since',
    async scene => {
      const old = await scene.seed();
      await scene.stage();
      await scene.promote(old.id);
      const foreign = scene.value();
      await scene.world.writeAsForeigner(scene.path.path, foreign);

      await scene.expectError(scene.promote(old.id), DriftError);

      await scene.expectCurrent(foreign);
    },
  ),

  storeCase(
    'promote: refuses when nothing is staged and nothing was promoted',
    async scene => {
      const old = await scene.seed();

      await scene.expectError(scene.promote(old.id), DriftError);

      await scene.expectCurrent(old.value);
    },
  ),

  storeCase(
    "promote: does not take another run's promotion for its own",
    async scene => {
      const old = await scene.seed();
      await scene.stage();
      const promoted = await scene.promote(old.id);

      await scene.expectError(
        scene.store.promote(
          { ...scene.path, runId: 'R-13', expected: old.id },
          scene.context,
        ),
        DriftError,
      );

      assert.equal(await scene.currentId(), promoted);
    },
  ),

  storeCase(
    'promote: serves one run after the other, and every version keeps its id and value',
    async scene => {
      const first = await scene.seed();
      const made = [first];
      for (const runId of ['R-12', 'R-13', 'R-14']) {
        const value = scene.value();
        const run = { ...scene.path, runId };
        const expected = made.at(-1)?.id;
        await scene.store.stage({ ...run, value }, scene.context);
        const id = await scene.store.promote(
          { ...run, expected },
          scene.context,
        );
        await scene.expectCurrent(value);
        made.push({ id, value });
      }
      assert.equal(new Set(made.map(({ id }) => id)).size, made.length);
      const listed = (await scene.describe()).versions.map(({ id }) => id);
      // A manager may let the oldest ones go.
      assert.deepEqual(listed, made.map(({ id }) => id).slice(-listed.length));
      assert.ok(listed.length >= 2);
      for (const { id, value } of made.slice(-2)) {
        expectSame(await scene.read(id), value, 'A version');
      }
    },
  ),
];

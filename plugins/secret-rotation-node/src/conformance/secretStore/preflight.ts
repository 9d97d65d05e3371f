import assert from 'node:assert/strict';
import { storeCase, type SecretStoreCase } from './cases';
import { expectSame } from './scene';

const MANY_VERSIONS = 11;

/** What a store promises before a run. */
export const PREFLIGHT_CASES: readonly SecretStoreCase[] = [
  storeCase(
    'preflight: passes every check where the credential may do all of it, and writes nothing',
    async scene => {
      const { id } = await scene.seed();
      const before = await scene.describe();

      const checks = await scene.store.preflight(scene.path, scene.context);

      assert.ok(checks.length > 0);
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
      assert.deepEqual(await scene.describe(), before);
      assert.equal(before.current, id);
    },
  ),

  storeCase(
    'preflight: passes every check of a path that is still empty',
    async scene => {
      const checks = await scene.store.preflight(scene.path, scene.context);

      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
      assert.equal(await scene.currentId(), undefined);
    },
  ),

  storeCase(
    'describe: tells of an absent path as one without versions',
    async scene => {
      const { current, versions } = await scene.describe();

      assert.equal(current, undefined);
      assert.deepEqual(versions, []);
    },
  ),

  storeCase(
    'describe: lists more than ten versions oldest first, with times and without values',
    async scene => {
      const seeded = [];
      for (let count = 0; count < MANY_VERSIONS; count++) {
        seeded.push((await scene.seed()).id);
      }

      const description = await scene.describe();

      assert.equal(description.current, seeded.at(-1));
      const listed = description.versions;
      assert.deepEqual(
        seeded.slice(-listed.length),
        listed.map(({ id }) => id),
      );
      // A manager may keep fewer than were written, but never only the newest.
      assert.ok(listed.length > 1);
      const times = listed.map(({ createdAt }) => createdAt.getTime());
      assert.ok(times.every(time => Number.isFinite(time)));
      assert.deepEqual(
        [...times].sort((one, other) => one - other),
        times,
      );
      scene.expectNoValueIn(description);
    },
  ),

  storeCase(
    'readVersion: gives each version as it was written, with its public fields',
    async scene => {
      const { id, value } = await scene.seed();
      const newer = await scene.seed();

      const read = await scene.read(id);

      expectSame(read, value, 'What was read');
      assert.deepEqual(read?.secretFieldNames, ['password']);
      assert.equal(read?.public('username'), 'payments_a');
      expectSame(await scene.read(newer.id), newer.value, 'The newer version');
    },
  ),
];

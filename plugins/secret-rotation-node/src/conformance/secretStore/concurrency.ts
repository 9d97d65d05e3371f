import assert from 'node:assert/strict';
import { DriftError, UnavailableError } from '../../errors';
import { storeCase, type SecretStoreCase } from './cases';
import { thrownBy } from '../cases/thrownBy';
import { expectSame } from './scene';

const MANY_RUNS = 6;

/** Many act at once, with nobody to hold them up. */
export const CONCURRENCY_CASES: readonly SecretStoreCase[] = [
  storeCase(
    'at once: of two runs that promote over the same version one wins, and the other is drift',
    async scene => {
      const old = await scene.seed();
      const runs = ['R-12', 'R-13'].map(runId => ({
        place: { ...scene.path, runId },
        value: scene.value(),
      }));
      // One after the other: some managers let only one run stage at a time, and say so.
      const staged: typeof runs = [];
      for (const { place, value } of runs) {
        const error = await thrownBy(
          scene.store.stage({ ...place, value }, scene.context),
        );
        assert.ok(error === undefined || error instanceof DriftError);
        if (error === undefined) staged.push({ place, value });
      }
      const promote = ({ place }: (typeof staged)[number]) =>
        thrownBy(
          scene.store.promote({ ...place, expected: old.id }, scene.context),
        );

      const errors = await Promise.all(staged.map(promote));

      scene.expectNoValueIn(errors);
      for (const error of errors) {
        assert.ok(
          error === undefined ||
            error instanceof DriftError ||
            error instanceof UnavailableError,
        );
      }
      const outcomes: unknown[] = [];
      for (const run of staged) outcomes.push(await promote(run));
      const won = staged.filter((_, index) => outcomes[index] === undefined);
      assert.equal(won.length, 1);
      expectSame(await scene.current(), won[0]?.value, 'What consumers read');
    },
  ),

  storeCase(
    'at once: two workers that promote for the same run make one version',
    async scene => {
      const old = await scene.seed();
      const value = await scene.stage();

      const errors = await Promise.all(
        [1, 2].map(() => thrownBy(scene.promote(old.id))),
      );

      assert.ok(
        errors.every(
          error =>
            error === undefined ||
            error instanceof DriftError ||
            error instanceof UnavailableError,
        ),
      );
      assert.equal(await scene.promote(old.id), await scene.currentId());
      assert.equal(await scene.versionCount(), 2);
      await scene.expectCurrent(value);
    },
  ),

  storeCase(
    'at once: runs of different secrets do not meet',
    async (_, begin) => {
      await Promise.all(
        Array.from({ length: MANY_RUNS }, async () => {
          const scene = begin();
          const old = await scene.seed();
          const value = await scene.stage();
          const expected = await scene.promote(old.id);
          await scene.expectCurrent(value);
          await scene.store.restore(
            { ...scene.run, version: old.id, expected },
            scene.context,
          );
          await scene.expectCurrent(old.value);
        }),
      );
    },
  ),
];

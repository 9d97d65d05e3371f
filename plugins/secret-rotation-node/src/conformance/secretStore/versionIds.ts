import assert from 'node:assert/strict';
import { storeVersionId } from '../../contracts/SecretStore';
import { DriftError, MisconfiguredError } from '../../errors';
import { storeCase, type SecretStoreCase } from './cases';
import { thrownBy } from '../cases/thrownBy';

// What other managers call their versions, what their aliases are, and what would lead to another path.
const STRANGE_IDS = [
  '',
  '0',
  '-1',
  '1.0',
  '999999',
  'latest',
  'current',
  'AWSCURRENT',
  '../1',
  '1?version=1',
  '1/../2',
  ' 1',
  'd41d8cd9-8f00-4204-a980-0998ecf8427e',
].map(storeVersionId);

/** Version ids are the store's own: nobody else's id ever leads to a value. */
export const VERSION_ID_CASES: readonly SecretStoreCase[] = [
  storeCase(
    'ids: one that the store never gave reads nothing, whatever it looks like',
    async scene => {
      await scene.seed();
      await scene.seed();

      for (const version of STRANGE_IDS) {
        const read = await scene.read(version);
        assert.ok(
          read === undefined,
          `The id ${JSON.stringify(version)} leads to a value`,
        );
      }
    },
  ),

  storeCase(
    'ids: one that the store never gave is no version to promote over, to restore or to destroy',
    async scene => {
      const old = await scene.seed();
      await scene.stage();

      for (const version of STRANGE_IDS) {
        const errors = [
          await thrownBy(scene.promote(version)),
          await thrownBy(
            scene.store.restore(
              { ...scene.run, version, expected: old.id },
              scene.context,
            ),
          ),
        ];
        for (const error of errors) {
          assert.ok(
            error instanceof DriftError || error instanceof MisconfiguredError,
            `The id ${JSON.stringify(version)} is taken`,
          );
        }
      }
      await scene.store.destroy(
        { ...scene.path, versions: STRANGE_IDS },
        scene.context,
      );

      assert.equal(await scene.currentId(), old.id);
      await scene.expectCurrent(old.value);
    },
  ),

  storeCase(
    "ids: those of one path are not another path's",
    async (scene, begin) => {
      const { id } = await scene.seed();
      const other = begin();

      assert.equal(await other.read(id), undefined);
    },
  ),
];

import assert from 'node:assert/strict';
import type { RotatorDeclaration } from '../../contracts/RotatorDeclaration';
import { FencedError } from '../../errors';
import { isIssued, rotatorCase, writes, type RotatorCase } from './cases';
import { at } from './scene';

const isFenced = ({ fencing, overlap }: RotatorDeclaration) =>
  fencing === 'target' && overlap === 'dual';

/** What comes from an older run or epoch has no effect, where the target can compare. */
export const FENCING_CASES: readonly RotatorCase[] = [
  rotatorCase(
    'fence: a rotator that writes nothing needs none, and the target stays as it is',
    { isFor: given => !writes(given) },
    async scene => {
      await scene.make();
      await scene.expectUntouched(() => scene.activate());
      await scene.expectUntouched(() => scene.revokeOld());
      await scene.expectUntouched(() => scene.revokeNew());
    },
  ),

  rotatorCase(
    'fence: a stale activate is refused and changes nothing',
    { isFor: isFenced },
    async scene => {
      await scene.makeAndActivate(at(7, 2));
      await scene.revokeNew(at(8, 1));
      for (const stale of [at(7, 2), at(7, 9), at(6, 3)]) {
        await scene.expectUntouched(() =>
          scene.expectError(scene.activate(stale), FencedError),
        );
      }
      await scene.expectAnswer(scene.next, 'rejected');
      if (scene.rotator.issues === 'issued') return;
      await scene.activate(at(8, 1));
      await scene.expectAnswer(scene.next, 'accepted');
    },
  ),

  rotatorCase(
    'fence: a stale activate is refused also where the value is accepted',
    { isFor: ({ fencing }) => fencing === 'target' },
    async scene => {
      await scene.makeAndActivate(at(7, 2));
      await scene.expectUntouched(() =>
        scene.expectError(scene.activate(at(7, 1)), FencedError),
      );
    },
  ),

  rotatorCase(
    'fence: a stale revoke is refused and changes nothing',
    { isFor: isFenced },
    async scene => {
      await scene.makeAndActivate(at(7, 2));
      await scene.expectUntouched(async () => {
        await scene.expectError(scene.revokeOld(at(7, 1)), FencedError);
        await scene.expectError(scene.revokeNew(at(6, 9)), FencedError);
      });
      await scene.expectAnswer(scene.old, 'accepted');
      await scene.expectAnswer(scene.next, 'accepted');
    },
  ),

  rotatorCase(
    'fence: a stale revoke ends no session',
    { isFor: isFenced, needs: ['openSession'] },
    async scene => {
      await scene.makeAndActivate(at(7, 2));
      const session = await scene.world.openSession(scene.old);
      await scene.expectError(scene.revokeOld(at(7, 1)), FencedError);
      assert.equal(await session.isEnded(), false);
      await session.close();
    },
  ),

  rotatorCase(
    'fence: a stale worker has nothing issued',
    { isFor: given => isFenced(given) && isIssued(given) },
    async scene => {
      await scene.makeAndActivate(at(7, 2));
      await scene.expectUntouched(() =>
        scene.expectError(scene.make({ context: at(7, 1) }), FencedError),
      );
    },
  ),
];

import assert from 'node:assert/strict';
import type { RotatorDeclaration } from '../../contracts/RotatorDeclaration';
import { PermissionDeniedError, UnavailableError } from '../../errors';
import {
  isDual,
  isSingle,
  rotatorCase,
  writes,
  type RotatorCase,
} from './cases';
import { at, overAt, Scene } from './scene';

const staysUntilNext = (declaration: RotatorDeclaration) =>
  declaration.staysUntilNext === true;

/** What a rotator promises of refusing a value, forward and back. */
export const REVOCATION_CASES: readonly RotatorCase[] = [
  rotatorCase(
    'revoke: makes the target refuse the old value and keep the new one',
    { isFor: given => !staysUntilNext(given) },
    async scene => {
      await scene.makeAndActivate();
      await scene.revokeOld();
      await scene.expectAnswer(scene.old, 'rejected');
      await scene.expectAnswer(scene.next, 'accepted');
    },
  ),

  rotatorCase(
    'revoke: changes nothing where the new value has replaced the old one',
    { isFor: isSingle },
    async scene => {
      await scene.makeAndActivate();
      await scene.expectUntouched(() => scene.revokeOld());
      await scene.expectAnswer(scene.next, 'accepted');
    },
  ),

  rotatorCase(
    'revoke: leaves the old value accepted until the next rotation, and says so',
    { isFor: staysUntilNext },
    async scene => {
      await scene.makeAndActivate();
      const { staysAccepted } = await scene.revokeOld();
      assert.equal(staysAccepted, true);
      await scene.expectAnswer(scene.old, 'accepted');
      await scene.expectAnswer(scene.next, 'accepted');
    },
  ),

  rotatorCase('revoke: twice is as once', {}, async scene => {
    await scene.makeAndActivate();
    const once = await scene.revokeOld();
    assert.deepEqual(await scene.expectUntouched(() => scene.revokeOld()), {
      ...once,
      endedSessions: 0,
    });
  }),

  rotatorCase(
    'revoke: of the new value turns the run back',
    { isFor: isDual },
    async scene => {
      await scene.makeAndActivate();
      await scene.revokeNew();
      await expectNewcomerGone(scene);
      await scene.expectAnswer(scene.old, 'accepted');
    },
  ),

  rotatorCase(
    'revoke: of a new value that was never activated leaves the old one accepted',
    { isFor: isDual },
    async scene => {
      await scene.make();
      await scene.revokeNew();
      await expectNewcomerGone(scene);
      await scene.expectAnswer(scene.old, 'accepted');
    },
  ),

  rotatorCase(
    'revoke: leaves the way free for the next rotation',
    {},
    async scene => {
      await scene.makeAndActivate();
      await scene.revokeOld();

      const { world, declaration, next } = scene;
      const later = new Scene(world, declaration, next);
      await later.makeAndActivate(at(8, 1));
      await later.expectAnswer(later.next, 'accepted');
      await later.expectReplaced(scene.old);
      await later.revokeOld(at(8, 1));
      await later.expectReplaced(next);
      await later.expectAnswer(later.next, 'accepted');
      await later.expectAnswer(scene.old, 'rejected');
    },
  ),

  rotatorCase(
    'revoke: leaves credentials of somebody else in the same account alone',
    {
      isFor: given => isDual(given) && given.accounts === 'one',
      needs: ['addCredential'],
    },
    async scene => {
      const foreign = await scene.world.addCredential('idle');
      await scene.makeAndActivate();
      await scene.revokeOld();
      await scene.expectReplaced(scene.old);
      await scene.expectAnswer(foreign, 'accepted');
    },
  ),

  rotatorCase(
    'revoke: whose time is over is unavailable and changes nothing',
    { isFor: isDual },
    async scene => {
      await scene.makeAndActivate();
      await scene.expectUntouched(() =>
        scene.expectError(scene.revokeOld(overAt(7, 1)), UnavailableError),
      );
    },
  ),

  rotatorCase(
    'revoke: at a target that cannot be asked is unavailable',
    {
      isFor: given => isDual(given) && writes(given),
      needs: ['withoutServer'],
    },
    async scene => {
      await scene.makeAndActivate();
      const rotator = await scene.world.withoutServer();
      await scene.expectError(
        scene.revokeOld(at(7, 1), { rotator }),
        UnavailableError,
      );
    },
  ),

  rotatorCase(
    'revoke: names the missing right with what to do, and changes nothing',
    {
      isFor: given => isDual(given) && writes(given),
      needs: ['withoutRights'],
    },
    async scene => {
      await scene.makeAndActivate();
      const rotator = await scene.world.withoutRights();
      await scene.expectUntouched(() =>
        scene.expectError(
          scene.revokeOld(at(7, 1), { rotator }),
          PermissionDeniedError,
        ),
      );
      await scene.expectAnswer(scene.old, 'accepted');
    },
  ),
];

/** Expects that the new value is refused; where everybody knows it ahead it only waits for another run. */
async function expectNewcomerGone(scene: Scene): Promise<void> {
  const isKnown = scene.declaration.isKnownAhead === true;
  await scene.expectAnswer(scene.next, isKnown ? 'accepted' : 'rejected');
}

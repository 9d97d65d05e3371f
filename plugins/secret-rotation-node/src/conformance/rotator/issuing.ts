import assert from 'node:assert/strict';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '../../errors';
import type { SecretValue } from '../../SecretValue';
import { thrownBy } from '../cases/thrownBy';
import { isDual, isIssued, rotatorCase, type RotatorCase } from './cases';
import { expectSuccessor } from './choice';
import { at, overAt, type Scene } from './scene';

const HOUR_MS = 3_600_000;

const isIssuedBeside: RotatorCase['isFor'] = declaration =>
  isIssued(declaration) && isDual(declaration);

/** What a rotator promises whose target makes the values. */
export const ISSUING_CASES: readonly RotatorCase[] = [
  rotatorCase(
    'issue: gives another value with the fields of the old one, and leaves that accepted',
    { isFor: isIssuedBeside },
    async scene => {
      expectSuccessor(await scene.make(), scene.old);
      await scene.expectAnswer(scene.old, 'accepted');
    },
  ),

  rotatorCase(
    'issue: finds what a lost answer left at the target, and removes it on the next call',
    { isFor: isIssuedBeside },
    async scene => {
      const lost = await scene.make();
      const next = await scene.make({ context: at(7, 2) });
      await scene.activate(at(7, 2));
      assert.ok(!next.equals(lost), 'The lost value was issued again');
      await scene.expectAnswer(lost, 'rejected');
      await scene.expectAnswer(scene.old, 'accepted');
      await scene.expectAnswer(next, 'accepted');
    },
  ),

  rotatorCase(
    'issue: however often its answer is lost, there is one credential more than before',
    { isFor: isIssuedBeside, needs: ['countCredentials'] },
    async scene => {
      const before = await scene.world.countCredentials();
      for (const epoch of [1, 2, 3]) {
        await scene.make({ context: at(7, epoch) });
      }
      assert.equal(await scene.world.countCredentials(), before + 1);
    },
  ),

  rotatorCase(
    'issue: never removes a credential that the store knows',
    { isFor: isIssuedBeside },
    async scene => {
      await scene.makeAndActivate();
      const known = scene.next;
      await issueOrFull(scene, [scene.old, known]);
      await scene.expectAnswer(known, 'accepted');
      await scene.expectAnswer(scene.old, 'accepted');
    },
  ),

  rotatorCase(
    'issue: never removes a credential that is older than the run',
    { isFor: isIssuedBeside, needs: ['addCredential'] },
    async scene => {
      const older = await scene.world.addCredential('idle');
      await issueOrFull(scene, [scene.old], new Date(Date.now() + HOUR_MS));
      await scene.expectAnswer(older, 'accepted');
      await scene.expectAnswer(scene.old, 'accepted');
    },
  ),

  ...(['in-use', 'idle'] as const).map(use =>
    rotatorCase(
      use === 'in-use'
        ? 'issue: never removes a credential that came during the run and is in use'
        : 'issue: never removes what somebody else had issued during the run',
      { isFor: isIssuedBeside, needs: ['addCredential'] },
      async scene => {
        const foreign = await scene.world.addCredential(use);
        await issueOrFull(scene, [scene.old]);
        await scene.expectAnswer(foreign, 'accepted');
        await scene.expectAnswer(scene.old, 'accepted');
      },
    ),
  ),

  rotatorCase(
    'issue: of a full target without a sure orphan is refused with what to do, and removes nothing',
    { isFor: isIssuedBeside, needs: ['fill'] },
    async scene => {
      await scene.world.fill();
      const since = new Date(Date.now() + HOUR_MS);
      await scene.expectUntouched(() =>
        scene.expectError(scene.make({ since }), MisconfiguredError),
      );
      await scene.expectAnswer(scene.old, 'accepted');
    },
  ),

  rotatorCase(
    'issue: whose time is over is unavailable and changes nothing',
    { isFor: isIssued },
    async scene => {
      await scene.expectUntouched(() =>
        scene.expectError(
          scene.make({ context: overAt(7, 1) }),
          UnavailableError,
        ),
      );
    },
  ),

  rotatorCase(
    'issue: of a target that cannot be asked is unavailable',
    { isFor: isIssued, needs: ['withoutServer'] },
    async scene => {
      const rotator = await scene.world.withoutServer();
      await scene.expectError(scene.make({ rotator }), UnavailableError);
    },
  ),

  rotatorCase(
    'issue: names the missing right with what to do, and changes nothing',
    { isFor: isIssued, needs: ['withoutRights'] },
    async scene => {
      const rotator = await scene.world.withoutRights();
      await scene.expectUntouched(() =>
        scene.expectError(scene.make({ rotator }), PermissionDeniedError),
      );
    },
  ),
];

/** Has the target issue another credential, which a full one may refuse. */
async function issueOrFull(
  scene: Scene,
  known: readonly SecretValue[],
  since?: Date,
): Promise<void> {
  const error = await thrownBy(scene.make({ known, since, context: at(7, 2) }));
  if (error !== undefined) {
    await scene.expectError(Promise.reject(error), MisconfiguredError);
  }
}

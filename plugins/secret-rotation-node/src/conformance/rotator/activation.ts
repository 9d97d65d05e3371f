import assert from 'node:assert/strict';
import { PermissionDeniedError, UnavailableError } from '../../errors';
import {
  isChosen,
  isDual,
  isSingle,
  rotatorCase,
  writes,
  type RotatorCase,
} from './cases';
import { at, overAt } from './scene';

/** What a rotator promises of making a new value accepted. */
export const ACTIVATION_CASES: readonly RotatorCase[] = [
  rotatorCase(
    'activate: makes the target accept the new value',
    {},
    async scene => {
      await scene.makeAndActivate();
      await scene.expectAnswer(scene.next, 'accepted');
    },
  ),

  rotatorCase(
    'activate: leaves the old value accepted',
    { isFor: isDual },
    async scene => {
      await scene.makeAndActivate();
      await scene.expectAnswer(scene.old, 'accepted');
    },
  ),

  rotatorCase(
    'activate: replaces the old value in a target that takes one at a time',
    { isFor: isSingle },
    async scene => {
      await scene.makeAndActivate();
      await scene.expectAnswer(scene.old, 'rejected');
    },
  ),

  rotatorCase(
    'activate: twice is as once, what the target keeps does not change',
    {},
    async scene => {
      await scene.makeAndActivate();
      await scene.expectUntouched(() => scene.activate());
      await scene.activate(at(7, 2));
      await scene.expectAnswer(scene.next, 'accepted');
    },
  ),

  rotatorCase(
    'activate: by two workers at once is as by one',
    {},
    async scene => {
      await scene.make();
      await Promise.allSettled([scene.activate(), scene.activate()]);
      await scene.untilAvailable(() => scene.activate());
      await scene.expectAnswer(scene.next, 'accepted');
      await scene.expectAnswer(
        scene.old,
        scene.rotator.overlap === 'dual' ? 'accepted' : 'rejected',
      );
    },
  ),

  rotatorCase(
    'activate: ends no session',
    { isFor: isDual, needs: ['openSession'] },
    async scene => {
      await scene.makeAndActivate();
      const sessions = [
        await scene.world.openSession(scene.old),
        await scene.world.openSession(scene.next),
      ];
      await scene.activate(at(7, 2));
      for (const session of sessions) {
        assert.equal(await session.isEnded(), false);
        await session.close();
      }
    },
  ),

  rotatorCase(
    'activate: whose time is over is unavailable and changes nothing',
    {},
    async scene => {
      await scene.make();
      await scene.expectUntouched(() =>
        scene.expectError(scene.activate(overAt(7, 1)), UnavailableError),
      );
    },
  ),

  rotatorCase(
    'activate: of a target that cannot be asked is unavailable',
    { isFor: writes, needs: ['withoutServer'] },
    async scene => {
      await scene.make();
      const rotator = await scene.world.withoutServer();
      await scene.expectError(
        scene.activate(at(7, 1), { rotator }),
        UnavailableError,
      );
    },
  ),

  rotatorCase(
    'activate: names the missing right with what to do, and changes nothing',
    {
      isFor: given => isChosen(given) && writes(given),
      needs: ['withoutRights'],
    },
    async scene => {
      await scene.make();
      const rotator = await scene.world.withoutRights();
      await scene.expectUntouched(() =>
        scene.expectError(
          scene.activate(at(7, 1), { rotator }),
          PermissionDeniedError,
        ),
      );
    },
  ),
];

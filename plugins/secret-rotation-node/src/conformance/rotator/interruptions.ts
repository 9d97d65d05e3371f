import assert from 'node:assert/strict';
import type { Rotator } from '../../contracts/Rotator';
import type { RotatorDeclaration } from '../../contracts/RotatorDeclaration';
import { UnavailableError } from '../../errors';
import { eachMoment, type InterceptPoint } from '../cases/moments';
import { thrownBy } from '../cases/thrownBy';
import {
  isDual,
  isIssued,
  rotatorCaseOnMany,
  writes,
  type RotatorCase,
} from './cases';
import { at, type Scene } from './scene';
import type { RotatorWorld } from './world';

type InterruptibleWorld = RotatorWorld &
  Required<Pick<RotatorWorld, 'interrupt'>>;

interface Effect {
  readonly name: string;
  readonly isFor?: (declaration: RotatorDeclaration) => boolean;
  prepare(scene: Scene): Promise<unknown>;
  run(scene: Scene, rotator: Rotator, epoch: number): Promise<unknown>;
  expectDone(scene: Scene): Promise<void>;
  /** Where trying again is no repeat: the target would issue another one. */
  readonly isOnce?: true;
}

const EFFECTS: Effect[] = [
  {
    name: 'issue',
    isFor: isIssued,
    prepare: async () => undefined,
    run: (scene, rotator, epoch) =>
      scene.make({ rotator, context: at(7, epoch) }),
    async expectDone(scene) {
      await scene.activate(at(7, 2));
      await scene.expectAnswer(scene.next, 'accepted');
      if (scene.rotator.overlap === 'single') return;
      await scene.expectAnswer(scene.old, 'accepted');
      // Whoever was lost on the way is gone: the old one and the new one are there.
      if (scene.world.countCredentials) {
        assert.equal(await scene.world.countCredentials(), 2);
      }
    },
    isOnce: true,
  },
  {
    name: 'activate',
    isFor: writes,
    prepare: scene => scene.make(),
    run: (scene, rotator, epoch) => scene.activate(at(7, epoch), { rotator }),
    async expectDone(scene) {
      await scene.expectAnswer(scene.next, 'accepted');
      const isKept = scene.rotator.overlap === 'dual';
      await scene.expectAnswer(scene.old, isKept ? 'accepted' : 'rejected');
    },
  },
  {
    name: 'revoke',
    isFor: given => isDual(given) && writes(given),
    prepare: scene => scene.makeAndActivate(),
    run: (scene, rotator, epoch) => scene.revokeOld(at(7, epoch), { rotator }),
    async expectDone(scene) {
      await scene.expectReplaced(scene.old);
      await scene.expectAnswer(scene.next, 'accepted');
    },
  },
];

/**
 * A worker dies between any two requests, or the answer of one is lost. Whoever tries again finds the traces, and
 * everything is as if it had been done once.
 */
export const INTERRUPTION_CASES: readonly RotatorCase[] = EFFECTS.map(effect =>
  rotatorCaseOnMany(
    `interrupted: ${effect.name}, cut off before or after any request, is done once by who tries again`,
    { isFor: effect.isFor, needs: ['interrupt'] },
    withScene =>
      eachMoment(point => withScene(scene => survives(scene, effect, point))),
  ),
);

/** @returns whether the effect came to the moment of its end */
async function survives(
  scene: Scene<InterruptibleWorld>,
  effect: Effect,
  point: InterceptPoint,
): Promise<boolean> {
  await effect.prepare(scene);
  const cut = await scene.world.interrupt(point);
  try {
    const first = effect.run(scene, cut.rotator, 1);
    const error = await thrownBy(first);
    if (error !== undefined) {
      assert.ok(cut.wasReached(), 'It failed before it was interrupted');
      await scene.expectError(first, UnavailableError);
    }
  } finally {
    await cut.close();
  }

  await scene.untilAvailable(() => effect.run(scene, scene.rotator, 2));
  await effect.expectDone(scene);
  if (!effect.isOnce) {
    await scene.expectUntouched(() => effect.run(scene, scene.rotator, 2));
    await effect.expectDone(scene);
  }
  return cut.wasReached();
}

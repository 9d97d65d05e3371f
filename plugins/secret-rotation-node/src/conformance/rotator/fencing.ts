import { FencedError, UnavailableError } from '../../errors';
import { at, overAt, type Scene } from './scene';
import type { RotatorPromise } from './world';

/** Tests that what comes too late has no effect. */
export function testFencing(
  begin: () => Scene,
  promise: (code: RotatorPromise, title: string, check: () => unknown) => void,
): void {
  describe('what comes too late', () => {
    promise(
      'fence',
      'a stale activate is refused and changes nothing',
      async () => {
        const scene = begin();
        expect(scene.rotator.fencing).toBe('target');
        await scene.activate(at(7, 2));
        await scene.revokeNew(at(8, 1));
        for (const stale of [at(7, 2), at(7, 9), at(6, 3)]) {
          await scene.expectUntouched(() =>
            expect(scene.activate(stale)).rejects.toThrow(FencedError),
          );
        }
        await scene.expectAnswer(scene.next, 'rejected');
        await scene.activate(at(8, 1));
        await scene.expectAnswer(scene.next, 'accepted');
      },
    );

    promise(
      'fence',
      'a stale activate is refused also where the value is accepted',
      async () => {
        const scene = begin();
        await scene.activate(at(7, 2));
        await scene.expectUntouched(() =>
          expect(scene.activate(at(7, 1))).rejects.toThrow(FencedError),
        );
      },
    );

    promise(
      'fence',
      'a stale revoke is refused and changes nothing',
      async () => {
        const scene = begin();
        await scene.activate(at(7, 2));
        const session = await scene.world.openSession(scene.old);
        await scene.expectUntouched(async () => {
          await expect(scene.revokeOld(at(7, 1))).rejects.toThrow(FencedError);
          await expect(scene.revokeNew(at(6, 9))).rejects.toThrow(FencedError);
        });
        await scene.expectAnswer(scene.old, 'accepted');
        await scene.expectAnswer(scene.next, 'accepted');
        expect(await session.isEnded()).toBe(false);
        await session.close();
      },
    );

    it('an effect whose time is over is unavailable and changes nothing', async () => {
      const scene = begin();
      await scene.expectUntouched(async () => {
        await expect(scene.activate(overAt(7, 1))).rejects.toThrow(
          UnavailableError,
        );
        await expect(scene.revokeOld(overAt(7, 1))).rejects.toThrow(
          UnavailableError,
        );
      });
    });
  });
}

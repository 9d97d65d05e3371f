import { at, type Scene } from './scene';
import type { RotatorPromise } from './world';

/** Tests what a rotator promises of making a new value accepted. */
export function testActivation(
  begin: () => Scene,
  promise: (code: RotatorPromise, title: string, check: () => unknown) => void,
): void {
  describe('activate', () => {
    it('makes the target accept the new value', async () => {
      const scene = begin();
      await scene.activate();
      await scene.expectAnswer(scene.next, 'accepted');
    });

    promise('dual', 'leaves the old value accepted', async () => {
      const scene = begin();
      expect(scene.rotator.overlap).toBe('dual');
      await scene.activate();
      await scene.expectAnswer(scene.old, 'accepted');
    });

    it('twice is as once: what the target keeps does not change', async () => {
      const scene = begin();
      await scene.activate();
      await scene.expectUntouched(() => scene.activate());
      await scene.activate(at(7, 2));
      await scene.expectAnswer(scene.next, 'accepted');
    });

    promise('sessions', 'ends no session', async () => {
      const scene = begin();
      await scene.activate();
      const sessions = [
        await scene.world.openSession(scene.old),
        await scene.world.openSession(scene.next),
      ];
      await scene.activate(at(7, 2));
      for (const session of sessions) {
        expect(await session.isEnded()).toBe(false);
        await session.close();
      }
    });
  });
}

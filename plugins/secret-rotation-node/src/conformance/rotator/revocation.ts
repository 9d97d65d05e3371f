import { at, type Scene } from './scene';
import type { RotatorPromise } from './world';

/** Tests what a rotator promises of refusing a value, forward and back. */
export function testRevocation(
  begin: () => Scene,
  promise: (code: RotatorPromise, title: string, check: () => unknown) => void,
): void {
  describe('revoke', () => {
    it('makes the target refuse the old value and keep the new one', async () => {
      const scene = begin();
      await scene.activate();
      await scene.revokeOld();
      await scene.expectAnswer(scene.old, 'rejected');
      await scene.expectAnswer(scene.next, 'accepted');
    });

    it('twice is as once', async () => {
      const scene = begin();
      await scene.activate();
      await scene.revokeOld();
      await scene.expectUntouched(async () =>
        expect(await scene.revokeOld()).toEqual({ endedSessions: 0 }),
      );
    });

    promise(
      'sessions',
      'ends the sessions that are left on the account, and no others',
      async () => {
        const scene = begin();
        await scene.activate();
        const left = await scene.world.openSession(scene.old);
        const moved = await scene.world.openSession(scene.next);
        expect(await scene.sessions(scene.oldAccount)).toHaveLength(1);

        expect(await scene.revokeOld()).toEqual({ endedSessions: 1 });

        expect(await left.isEnded()).toBe(true);
        expect(await moved.isEnded()).toBe(false);
        expect(await scene.sessions(scene.oldAccount)).toEqual([]);
        await left.close();
        await moved.close();
      },
    );

    promise('dual', 'of the new value turns the run back', async () => {
      const scene = begin();
      await scene.activate();
      await scene.revokeNew();
      await scene.expectAnswer(scene.next, 'rejected');
      await scene.expectAnswer(scene.old, 'accepted');
    });

    it('leaves the way free for the next rotation', async () => {
      const scene = begin();
      const { rotator, options, next } = scene;
      await scene.activate();
      await scene.revokeOld();

      const accounts = rotator.chooseAccounts(options, next);
      const value = rotator.generate({
        options,
        account: accounts.new,
        current: next,
      });
      await rotator.activate({ options, accounts, value }, at(8, 1));

      await scene.expectAnswer(value, 'accepted');
      await scene.expectAnswer(scene.old, 'rejected');
    });
  });
}

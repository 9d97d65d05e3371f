import { withOtherSecret, type Scene } from './scene';
import type { RotatorPromise } from './world';

/** Tests the questions that a rotator asks: preflight and probe. */
export function testAsking(
  begin: () => Scene,
  promise: (code: RotatorPromise, title: string, check: () => unknown) => void,
): void {
  describe('preflight', () => {
    it('finds nothing wrong on a healthy target, and writes nothing', async () => {
      const scene = begin();
      await scene.expectUntouched(async () => {
        const checks = await scene.preflight();
        expect(checks.length).toBeGreaterThan(0);
        expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      });
    });

    it('names a refused current value, with what to do', async () => {
      const scene = begin();
      const checks = await scene.preflight(withOtherSecret(scene.old));
      expect(checks.filter(({ ok }) => !ok)).toEqual([
        expect.objectContaining({ fix: expect.stringMatching(/./) }),
      ]);
    });
  });

  describe('probe', () => {
    it('tells accepted from rejected, and touches nothing', async () => {
      const scene = begin();
      await scene.expectUntouched(async () => {
        await scene.expectAnswer(scene.old, 'accepted');
        await scene.expectAnswer(withOtherSecret(scene.old), 'rejected');
        await scene.expectAnswer(scene.next, 'rejected');
      });
    });

    promise(
      'silent-endpoint',
      'answers unknown for an endpoint that says nothing, for a wrong value too',
      async () => {
        const scene = begin();
        const partly = await scene.world.withSilentEndpoint();
        for (const value of [scene.old, withOtherSecret(scene.old)]) {
          expect((await scene.answers(value, partly)).sort()).toEqual(
            [...(await scene.answers(value)), 'unknown'].sort(),
          );
        }
      },
    );

    it('answers unknown, without throwing, when its time is over', async () => {
      const scene = begin();
      const { old, rotator } = scene;
      const given = await scene.answers(old, rotator, AbortSignal.abort());
      expect(given.length).toBeGreaterThan(0);
      expect(new Set(given)).toEqual(new Set(['unknown']));
    });
  });
}

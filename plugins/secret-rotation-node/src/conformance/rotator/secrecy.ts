import { at, overAt, withOtherSecret, type Scene } from './scene';

/** Tests that values stay inside of SecretValue. */
export function testSecrecy(begin: () => Scene): void {
  describe('no value is shown', () => {
    it('by the rotator or by what it returns', async () => {
      const scene = begin();
      const { rotator, options, next } = scene;
      await scene.activate(at(8, 1));
      for (const shown of [
        rotator,
        scene.accounts,
        next,
        await scene.preflight(),
        await scene.preflight(withOtherSecret(scene.old)),
        await rotator.probe({ options, value: next }, at(8, 1)),
        await scene.sessions(scene.accounts.new),
        await scene.revokeOld(at(8, 1)),
      ]) {
        scene.expectNoValueIn(shown);
      }
    });

    it('by what it throws', async () => {
      const scene = begin();
      await scene.activate(at(8, 1));
      for (const fail of [
        () => scene.activate(at(7, 1)),
        () => scene.revokeOld(at(7, 1)),
        () => scene.activate(overAt(9, 1)),
        () => scene.activate(at(9, 1), scene.world.foreign),
      ]) {
        const error: unknown = await fail().then(
          () => undefined,
          thrown => thrown,
        );
        scene.expectNoValueIn(error);
      }
    });
  });
}

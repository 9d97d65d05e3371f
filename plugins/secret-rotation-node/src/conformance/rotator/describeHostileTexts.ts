import assert from 'node:assert/strict';
import type { RotatorPeer } from './peer';
import { actOnName, takeValue, type Outcome } from './rotatesOrRefuses';
import { Scene } from './scene';

/** Tries a property with many texts, as the fuzzer of the caller's choice does it. @public */
export type ForManyTexts = (
  hold: (text: string) => Promise<void>,
) => Promise<void>;

/**
 * Declares the promise for strange names and values as tests of the surrounding test runner, for more texts than the kit
 * itself has. Some must be rotated: a rotator that refuses everything keeps no promise.
 * @public
 */
export function describeHostileTexts(
  peer: RotatorPeer,
  forManyTexts: ForManyTexts,
): void {
  const { name: of, createWorld, declaration } = peer;
  const tryAll = async (
    act: (
      world: Awaited<ReturnType<typeof createWorld>>,
      text: string,
    ) => Promise<Outcome>,
  ) => {
    let rotated = 0;
    await forManyTexts(async text => {
      const world = await createWorld();
      try {
        if ((await act(world, text)) === 'rotated') rotated += 1;
      } finally {
        await world.close();
      }
    });
    assert.ok(rotated > 0, 'Everything was refused');
  };

  describe(`${of}, fuzzed`, () => {
    it('rotates an account of any name there and back, or refuses it before any write', () =>
      tryAll((world, name) => {
        const { named } = world;
        assert.ok(named, 'The world has no accounts of other names');
        return actOnName({ named }, declaration, name);
      }));

    it('has any text accepted as the new value, or refuses it before any write', () =>
      tryAll((world, text) => takeValue(new Scene(world, declaration), text)));
  });
}

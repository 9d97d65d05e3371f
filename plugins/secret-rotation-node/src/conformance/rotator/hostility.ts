import { isChosen, rotatorCase, type RotatorCase } from './cases';
import { HOSTILE_NAMES, HOSTILE_VALUES } from './hostileTexts';
import { actOnName, takeValue } from './rotatesOrRefuses';

/** Strange names and values are rotated correctly, or refused before any write. */
export const HOSTILITY_CASES: readonly RotatorCase[] = [
  ...Object.entries(HOSTILE_NAMES).map(([what, name]) =>
    rotatorCase(
      `hostile: an account's name with ${what} is rotated correctly there and back, or refused before any write`,
      { needs: ['named'] },
      async ({ world, declaration }) => {
        await actOnName(world, declaration, name);
      },
    ),
  ),

  ...Object.entries(HOSTILE_VALUES).map(([what, text]) =>
    rotatorCase(
      `hostile: a value with ${what} is accepted as it is, or refused before any write`,
      { isFor: isChosen },
      async scene => {
        await takeValue(scene, text);
      },
    ),
  ),
];

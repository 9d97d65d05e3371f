import { STEPS } from '@keyturn/backstage-plugin-secret-rotation-common';

/** The drawing's own units. @internal */
export const WIDTH = 1120;
/** The drawing's own units. @internal */
export const HEIGHT = 196;
/** The height when nothing hangs below the rail. @internal */
export const RAIL_HEIGHT = 136;
/** Where the rail runs. @internal */
export const RAIL_Y = 74;

const EDGE = 48;

/** Where the step with this index stands. @internal */
export function xOf(index: number): number {
  return EDGE + (index * (WIDTH - 2 * EDGE)) / (STEPS.length - 1);
}

export { Glyph, StateMark, type Tone } from './StateMark';
export { BadgeMark } from './BadgeMark';
export { HEALTH_SIGNS, RUN_SIGNS, STEP_SIGNS } from './stateSigns';
export type { Shape } from './shapes';

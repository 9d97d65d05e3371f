export { Glyph, StateMark, type Tone } from './StateMark';
export { BadgeMark, RunMark } from './BadgeMark';
export { BADGE_SIGNS, HEALTH_SIGNS, RUN_SIGNS } from './stateSigns';
export type { Shape } from './shapes';

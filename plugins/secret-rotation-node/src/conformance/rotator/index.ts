export { rotatorCases } from './rotatorCases';
export type { RotatorCase, RotatorWorldAbility } from './cases';
export {
  describeHostileTexts,
  type ForManyTexts,
} from './describeHostileTexts';
export { describeRotator } from './describeRotator';
export type { RotatorPeer } from './peer';
export { HOSTILE_SIGNS } from './hostileTexts';
export {
  runRotatorCases,
  runRotatorConformanceProgram,
} from './runRotatorCases';
export type {
  ConformanceSession,
  InterruptedRotator,
  RotatorWorld,
} from './world';

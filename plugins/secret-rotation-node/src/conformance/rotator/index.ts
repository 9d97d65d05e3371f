export { rotatorCases } from './rotatorCases';
export type { RotatorCase, RotatorWorldAbility } from './cases';
export { describeRotator } from './describeRotator';
export type { RotatorPeer } from './peer';
export {
  runRotatorCases,
  runRotatorConformanceProgram,
} from './runRotatorCases';
export type {
  ConformanceSession,
  InterruptedRotator,
  RotatorWorld,
} from './world';

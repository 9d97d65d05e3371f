import { ACTIVATION_CASES } from './activation';
import { ASKING_CASES } from './asking';
import type { RotatorCase } from './cases';
import { CHOICE_CASES } from './choice';
import { FENCING_CASES } from './fencing';
import { HOSTILITY_CASES } from './hostility';
import { INTERRUPTION_CASES } from './interruptions';
import { ISSUING_CASES } from './issuing';
import { REVOCATION_CASES } from './revocation';
import { SECRECY_CASES } from './secrecy';
import { SESSION_CASES } from './sessions';

/** Everything that the contract of `Rotator` promises, as cases that need no test framework. @public */
export function rotatorCases(): readonly RotatorCase[] {
  return [
    ...CHOICE_CASES,
    ...ASKING_CASES,
    ...ISSUING_CASES,
    ...ACTIVATION_CASES,
    ...FENCING_CASES,
    ...REVOCATION_CASES,
    ...SESSION_CASES,
    ...INTERRUPTION_CASES,
    ...HOSTILITY_CASES,
    ...SECRECY_CASES,
  ];
}

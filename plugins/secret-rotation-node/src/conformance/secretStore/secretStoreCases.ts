import type { SecretStoreCase } from './cases';
import { CONCURRENCY_CASES } from './concurrency';
import { DESTRUCTION_CASES } from './destruction';
import { FAILURE_CASES } from './failures';
import { FOREIGN_HAND_CASES } from './foreignHands';
import { INTERLEAVING_CASES } from './interleavings';
import { INTERRUPTION_CASES } from './interruptions';
import { PREFLIGHT_CASES } from './preflight';
import { PROMOTION_CASES } from './promotion';
import { RESTORATION_CASES } from './restoration';
import { STAGING_CASES } from './staging';
import { VALUE_CASES } from './values';
import { VERSION_ID_CASES } from './versionIds';

/** Everything that the contract of `SecretStore` promises, as cases that need no test framework. @public */
export function secretStoreCases(): readonly SecretStoreCase[] {
  return [
    ...PREFLIGHT_CASES,
    ...VERSION_ID_CASES,
    ...STAGING_CASES,
    ...PROMOTION_CASES,
    ...RESTORATION_CASES,
    ...DESTRUCTION_CASES,
    ...VALUE_CASES,
    ...FOREIGN_HAND_CASES,
    ...INTERRUPTION_CASES,
    ...INTERLEAVING_CASES,
    ...CONCURRENCY_CASES,
    ...FAILURE_CASES,
  ];
}

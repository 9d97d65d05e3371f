import type { RotationService } from '../api/RotationService';
import { decisionVerbs } from './decisionVerbs';
import { enrolVerb } from './enrolVerb';
import { factVerbs } from './factVerbs';
import { LedgerLookup } from './LedgerLookup';
import { planVerb } from './planVerb';
import { runVerbs } from './runVerbs';
import { secretVerbs } from './secretVerbs';
import { unmanagedVerbs } from './unmanagedVerbs';
import type { ServiceOptions } from './ServiceOptions';

/** The API's verbs on the ledger. They know nothing of who may do what: that is decided around them. */
export function createRotationService(
  options: ServiceOptions,
): RotationService {
  const lookup = new LedgerLookup(options);
  const secrets = secretVerbs(options, lookup);
  return {
    ...secrets,
    ...enrolVerb(options, lookup, secrets),
    ...planVerb(options, lookup),
    ...runVerbs(options, lookup),
    ...decisionVerbs(options, lookup),
    ...factVerbs(options, lookup),
    ...unmanagedVerbs(options),
  };
}

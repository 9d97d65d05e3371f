import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { problemIn } from './acmeTransport';

/** Problems of RFC 8555 that only a person can mend, and how. */
const PROBLEMS: Readonly<Record<string, [what: string, fix: string]>> = {
  externalAccountRequired: [
    'wants an external account',
    'Give externalAccount in the entry, as the authority gave it to you',
  ],
  userActionRequired: [
    'wants a person to agree to its terms',
    'Look at the terms of service of the authority',
  ],
  rejectedIdentifier: [
    'does not sign for one of the names',
    'Look at options.names and at the policy of the authority',
  ],
  unsupportedIdentifier: [
    'does not sign for one of the names',
    'Look at options.names and at the policy of the authority',
  ],
  caa: [
    'is kept from signing by a CAA record',
    'Allow the authority in the CAA records of the names',
  ],
  badCSR: [
    'does not take the kind of key',
    'Choose another kind in options.key',
  ],
  badPublicKey: [
    'does not take the kind of key',
    'Choose another kind in options.key or for the account',
  ],
  badSignatureAlgorithm: [
    'does not take the kind of the account’s key',
    'Make an account key that is RSA of 2048 bits or ECDSA P-256',
  ],
};

/** What an ACME server finds of a challenge when it does not find the right answer. */
const NOT_VALIDATED = [
  'connection',
  'dns',
  'incorrectResponse',
  'tls',
  'malformed',
];

/**
 * Runs what the library does, for as long as the effect may take, and turns its errors into those of the contract.
 * Whatever it still does after that has no effect on us: a late answer is dropped.
 */
export async function inAcmeWords<T>(
  { signal }: EffectContext,
  act: () => Promise<T>,
): Promise<T> {
  const over = new UnavailableError('The time to ask the ACME server was over');
  if (signal.aborted) throw over;
  const given = act();
  const limit = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(over), { once: true });
  });
  try {
    return await Promise.race([given, limit]);
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): Error {
  if (
    error instanceof UnavailableError ||
    error instanceof MisconfiguredError ||
    error instanceof PermissionDeniedError
  ) {
    return error;
  }
  const problem = problemIn(error);
  if (problem === 'unauthorized' || problem === 'accountDoesNotExist') {
    return new PermissionDeniedError(
      'The ACME server refuses the account, or a name that it could not find to be ours',
      'Look whether the account is in force, and whether the names lead to where the answers of challenges are put',
    );
  }
  if (problem !== undefined && NOT_VALIDATED.includes(problem)) {
    return new MisconfiguredError(
      'The ACME server could not find a name to be ours',
      'Look whether every name leads to where the answers of challenges are put',
    );
  }
  const known = PROBLEMS[problem ?? ''];
  return known
    ? new MisconfiguredError(`The ACME server ${known[0]}`, known[1])
    : new UnavailableError(
        problem === 'rateLimited'
          ? 'The ACME server asks for patience'
          : 'The ACME server does not answer as it should',
      );
}

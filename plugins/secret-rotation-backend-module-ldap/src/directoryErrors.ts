import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ResultCodeError } from 'ldapts';

/** Result codes of RFC 4511 and 4528 that decide something here. */
export const RESULT = {
  noSuchAttribute: 16,
  undefinedType: 17,
  constraintViolation: 19,
  unavailableCriticalExtension: 12,
  noSuchObject: 32,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
  insufficientAccess: 50,
  unwilling: 53,
  objectClassViolation: 65,
  assertionFailed: 122,
  noOperation: 0x410e,
} as const;

const OURS = [
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
];

/** The result code that a directory sent; undefined for everything else. */
export function resultCode(error: unknown): number | undefined {
  return error instanceof ResultCodeError ? error.code : undefined;
}

/** What to do about an administrator whose bind is refused. */
export const ADMINISTRATOR_FIX = 'Check the login of the rotator in app-config';
/** What to do about an administrator that lacks rights. */
export const RIGHTS_FIX =
  "Grant the administrator's entry write access to userPassword and the mark's attribute, as grants/keyturn.acl of the module does";

/** What to do about a password policy in the way. */
export const POLICY_FIX =
  'Exempt the entry from password policies that allow one value or forbid hashed ones, or rotate another kind of account';

/**
 * Turns whatever the driver threw into the adapter's vocabulary. The provider's text is dropped: it may hold a name or a
 * piece of a value.
 */
export function toAdapterError(error: unknown): Error {
  if (OURS.some(kind => error instanceof kind)) return error as Error;
  switch (resultCode(error)) {
    case RESULT.invalidCredentials:
    case RESULT.inappropriateAuthentication:
      return new PermissionDeniedError(
        "The directory refuses the administrator's bind",
        ADMINISTRATOR_FIX,
      );
    case RESULT.insufficientAccess:
      return new PermissionDeniedError(
        'The administrator may not change the entry',
        RIGHTS_FIX,
      );
    case RESULT.constraintViolation:
      return new MisconfiguredError(
        'The directory has rules for passwords that this rotation breaks',
        POLICY_FIX,
      );
    case RESULT.noSuchObject:
      return new MisconfiguredError(
        'The entry does not exist, or the administrator may not see it',
        'Make the entry, or correct options.dn',
      );
    default:
      return new UnavailableError('The directory cannot be asked now');
  }
}

import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { ErrorReply } from '@redis/client';

const OURS = [
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
];

/** The word with which Redis begins an error, for example `NOPERM`; undefined for everything that Redis did not say. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof ErrorReply
    ? error.message.split(' ', 1)[0]
    : undefined;
}

/** Redis says this of a wrong password, an unknown user and a disabled one. */
export const WRONG_PASSWORD = 'WRONGPASS';
/** Redis says this of a command, key or channel that the user may not use. */
export const NO_PERMISSION = 'NOPERM';

/** What to do about an administrator that is refused. */
export const ADMINISTRATOR_FIX =
  'Check the login of the rotator in app-config, and that this user exists on every node with the same password';

/**
 * Turns whatever the driver threw into the adapter's vocabulary. The provider's text is dropped: it may hold a host or
 * a piece of a command.
 * @param where - the node, for people
 */
export function toAdapterError(
  error: unknown,
  where: string,
  rights: string,
): Error {
  if (OURS.some(kind => error instanceof kind)) return error as Error;
  switch (errorCode(error)) {
    case WRONG_PASSWORD:
      return new PermissionDeniedError(
        `Redis refuses the administrator's login at ${where}`,
        ADMINISTRATOR_FIX,
      );
    case NO_PERMISSION:
      return new PermissionDeniedError(
        `The administrator lacks a right at ${where}`,
        rights,
      );
    default:
      return new UnavailableError(`Redis cannot be asked now at ${where}`);
  }
}

import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What servers say, by number: the driver's names of them are MySQL's, also where MariaDB means something else. */
export const ERRNO = {
  noAccessToDatabase: 1044,
  accessDenied: 1045,
  noSuchDatabase: 1049,
  hostNotAllowed: 1130,
  commandDenied: 1142,
  columnDenied: 1143,
  noSuchTable: 1146,
  specificAccessDenied: 1227,
  optionPrevents: 1290,
  deniedWithoutPassword: 1698,
  readOnlyTransaction: 1792,
  readOnlyMode: 1836,
  lockedOnMysql: 3118,
  lockedOnMariadb: 4151,
} as const;

const OURS = [
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
];

/** The number of an error that a server or a proxy sent; undefined for everything else. */
export function errorNumber(error: unknown): number | undefined {
  const { errno, sqlState } = Object(error);
  return typeof errno === 'number' && typeof sqlState === 'string'
    ? errno
    : undefined;
}

/** Whether a login was refused for what it is. */
export function refusesLogin(error: unknown): boolean {
  const refusals: readonly (number | undefined)[] = [
    ERRNO.accessDenied,
    ERRNO.deniedWithoutPassword,
    ERRNO.lockedOnMysql,
    ERRNO.lockedOnMariadb,
  ];
  return refusals.includes(errorNumber(error));
}

/** Whether the server does not talk to our address. */
export function refusesAddress(error: unknown): boolean {
  return errorNumber(error) === ERRNO.hostNotAllowed;
}

/** Whether a right is missing. */
export function lacksRight(error: unknown): boolean {
  const denials: readonly (number | undefined)[] = [
    ERRNO.noAccessToDatabase,
    ERRNO.commandDenied,
    ERRNO.columnDenied,
    ERRNO.specificAccessDenied,
  ];
  return denials.includes(errorNumber(error));
}

/** What to do when the administrator's own login is refused. */
export const ADMINISTRATOR_FIX =
  "Check the login of the rotator in app-config, and that the account's host part lets the portal in";

/**
 * Turns whatever the driver threw into the adapter's vocabulary. The provider's text is dropped: it may hold a host or
 * a piece of a statement.
 * @param denied - what a missing right means here
 */
export function toAdapterError(
  error: unknown,
  denied: () => PermissionDeniedError,
): Error {
  if (OURS.some(kind => error instanceof kind)) {
    return error as Error;
  }
  if (refusesLogin(error) || refusesAddress(error)) {
    return new PermissionDeniedError(
      "The server refuses the administrator's login",
      ADMINISTRATOR_FIX,
    );
  }
  if (lacksRight(error)) {
    return denied();
  }
  switch (errorNumber(error)) {
    case ERRNO.optionPrevents:
    case ERRNO.readOnlyTransaction:
    case ERRNO.readOnlyMode:
      return new MisconfiguredError(
        'The server of the administrator takes no changes of accounts now',
        'Point admin.host at the primary server, and see that it is not read-only and takes hashed passwords (strict_password_validation)',
      );
    case ERRNO.noSuchTable:
    case ERRNO.noSuchDatabase:
      return fenceMissing();
    default:
      return new UnavailableError('The server cannot be asked now');
  }
}

/** Without its table there is nothing that tells an old worker from the newest one. */
export function fenceMissing(): MisconfiguredError {
  return new MisconfiguredError(
    'The table keyturn.fences does not exist',
    "Run the statements of the documentation that make Keyturn's own database",
  );
}

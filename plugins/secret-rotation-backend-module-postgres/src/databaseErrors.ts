import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { DatabaseError } from 'pg';

/** SQLSTATE codes that decide something here. */
export const SQLSTATE = {
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  insufficientPrivilege: '42501',
  noSuchDatabase: '3D000',
  readOnlyTransaction: '25006',
} as const;

const OURS = [
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
];

/** The SQLSTATE of an error that PostgreSQL or a pooler sent; undefined for everything else. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

/** Whether the administrator's login itself was refused: no grant to another role mends that. */
export function refusesAdministrator(error: unknown): boolean {
  const code = sqlState(error);
  return (
    code === SQLSTATE.invalidPassword ||
    code === SQLSTATE.invalidAuthorization ||
    code === SQLSTATE.noSuchDatabase
  );
}

/** What to do when {@link refusesAdministrator}. */
export const ADMINISTRATOR_FIX =
  "Check the login and admin.database of the rotator in app-config, and pg_hba.conf for the portal's address";

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
  if (refusesAdministrator(error)) {
    return new PermissionDeniedError(
      "PostgreSQL refuses the administrator's login",
      ADMINISTRATOR_FIX,
    );
  }
  const code = sqlState(error);
  if (code === SQLSTATE.insufficientPrivilege) {
    return denied();
  }
  if (code === SQLSTATE.readOnlyTransaction) {
    return new MisconfiguredError(
      'admin.host of the rotator is a read-only replica',
      'Point admin.host at the primary server',
    );
  }
  return new UnavailableError('PostgreSQL cannot be asked now');
}

import {
  MisconfiguredError,
  PermissionDeniedError,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What an error of the contract means for preflight; any other is thrown on. */
export function asFailedCheck(error: unknown): PreflightCheck {
  if (error instanceof PermissionDeniedError) {
    const { message, fix } = error;
    return { code: 'vault.token', ok: false, message, fix };
  }
  if (error instanceof MisconfiguredError) {
    const { message, fix } = error;
    return { code: 'vault.configuration', ok: false, message, fix };
  }
  throw error;
}

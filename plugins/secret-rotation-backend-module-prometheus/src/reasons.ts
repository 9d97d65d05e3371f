import {
  ApiProblem,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/**
 * Why nothing is known, in one line of our own. Pure.
 * @throws whatever is no problem of the API
 */
export function reasonOf(error: unknown, key: string): Error {
  if (!(error instanceof ApiProblem)) throw error;
  switch (error.kind) {
    case 'denied':
      return new PermissionDeniedError(
        'Prometheus does not let the credential query',
        `Correct token, or username and password, of ${key}`,
      );
    case 'absent':
    case 'moved':
      return new MisconfiguredError(
        'There is no API of Prometheus at its address',
        `Correct ${key}.address: it ends where /api/v1 begins, and redirects are not followed`,
      );
    case 'refused':
      return new MisconfiguredError(
        'Prometheus refused the query',
        `Try ${key}.query in Prometheus itself`,
      );
    default:
      return new UnavailableError('Prometheus gave no usable answer', {
        retryAfterMs: error.retryAfterMs,
      });
  }
}

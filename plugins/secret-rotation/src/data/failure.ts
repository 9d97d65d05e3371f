import { SecretRotationApiError } from '@keyturn/backstage-plugin-secret-rotation-common';

/** Why a read has nothing to show. @internal */
export type Failure =
  | { kind: 'forbidden' }
  | { kind: 'absent' }
  | { kind: 'unavailable'; status?: number };

/** Reads an error of the client as what the page should say. @internal */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof SecretRotationApiError))
    return { kind: 'unavailable' };
  if (error.status === 401 || error.status === 403)
    return { kind: 'forbidden' };
  if (error.status === 404) return { kind: 'absent' };
  return { kind: 'unavailable', status: error.status };
}

/** What the backend said to a refused action: its messages are written for people. @internal */
export function refusalOf(error: unknown): {
  message?: string;
  openRun?: number;
} {
  if (!(error instanceof SecretRotationApiError)) return {};
  return { message: error.message, openRun: error.openRun };
}

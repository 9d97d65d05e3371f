import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** There is no such key, or no such service account. @internal */
export class AbsentError extends MisconfiguredError {}

const failure = z.object({
  response: z
    .object({ status: z.number(), data: z.unknown().optional() })
    .optional()
    .catch(undefined),
});

const grantFailure = z.object({
  error: z.string(),
  error_description: z.string().catch(''),
});

const SLOW_DOWN_MS = 5_000;

/** What Google's token endpoint said instead of giving a token, if it said anything. @internal */
export function grantFailureOf(error: unknown) {
  const { data } = failure.safeParse(error).data?.response ?? {};
  return grantFailure.safeParse(data).data;
}

/**
 * What a failed request means, in the words of the contract. Google's own text goes no further than here.
 * @param method - the last part of the permission, for example `create`
 * @internal
 */
export function asAdapterError(
  error: unknown,
  method: string,
  account: string,
): Error {
  if (
    error instanceof UnavailableError ||
    error instanceof MisconfiguredError ||
    error instanceof PermissionDeniedError
  ) {
    return error;
  }
  if (grantFailureOf(error)) {
    return new PermissionDeniedError(
      'Google does not accept the credential of the rotator, or no longer',
      'Renew the credential; if it is valid, set the clock of the portal',
    );
  }
  switch (failure.safeParse(error).data?.response?.status) {
    case 400:
      return new MisconfiguredError(
        `Google refuses to ${method} keys of ${account} in its present state`,
        'Look whether the account is disabled, and whether the policy iam.disableServiceAccountKeyCreation forbids keys',
      );
    case 401:
    case 403:
      return new PermissionDeniedError(
        `The credential of the rotator lacks iam.serviceAccountKeys.${method} on ${account}`,
        `Bind the role of the rotator's page on the service account ${account}`,
      );
    case 404:
      return new AbsentError(
        `Google has no service account ${account}, or it has no such key`,
        'Correct the account in spec.rotation.options',
      );
    case 429:
      return new UnavailableError(
        'Google asks to slow down, or the account has as many keys as Google allows',
        { retryAfterMs: SLOW_DOWN_MS },
      );
    default:
      return new UnavailableError('Google does not answer now');
  }
}

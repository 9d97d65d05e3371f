import { status } from '@grpc/grpc-js';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { Right } from './rights';

/** The etag that was given is not the newest one, or the version is in no state for it. Nothing was written. */
export class PreconditionError extends Error {
  override name = 'PreconditionError' as const;
}

/** The secret or version is not there. */
export class AbsentError extends Error {
  override name = 'AbsentError' as const;
}

/** There is such a secret already. */
export class ExistsError extends Error {
  override name = 'ExistsError' as const;
}

// The quota counts by the minute.
const QUOTA_RETRY_MS = 60_000;

const grpcFailure = z.object({ code: z.number() });
const retryDetails = z.object({
  statusDetails: z.array(z.unknown()),
});
const retryDetail = z.object({
  // A Long of the library, whose digits are its text.
  retryDelay: z.object({ seconds: z.unknown() }),
});

/**
 * What a failed call means, in the words of the contract. The service's own text goes no further: it names resources
 * and may quote what was sent.
 */
export function failureOf(error: unknown, right: Right): Error {
  const read = grpcFailure.safeParse(error);
  switch (read.data?.code) {
    case status.NOT_FOUND:
      return new AbsentError('There is no such secret or version');
    case status.ALREADY_EXISTS:
      return new ExistsError('There is such a secret already');
    // The service documents the first; the API guide of its maker asks for the second.
    case status.FAILED_PRECONDITION:
    case status.ABORTED:
      return new PreconditionError('Somebody else changed it meanwhile');
    case status.PERMISSION_DENIED:
      return new PermissionDeniedError(
        `The store's service account may not ${right.what}`,
        `Grant it ${right.permission} on ${right.on}, and check that the Secret Manager API is enabled in the project`,
      );
    case status.UNAUTHENTICATED:
      return new PermissionDeniedError(
        "The store's credentials are not accepted",
        'Renew the key file of the store, or the application-default credentials of the portal',
      );
    case status.INVALID_ARGUMENT:
      return new MisconfiguredError(
        'Secret Manager refuses the form of a request',
        'Check project and location of the store, the path of the secret, and whether the secret is of a type that takes only certain values',
      );
    case status.RESOURCE_EXHAUSTED:
      return new UnavailableError(
        "The project's quota of Secret Manager is used up for now",
        { retryAfterMs: retryAfterMs(error) ?? QUOTA_RETRY_MS },
      );
    default:
      return new UnavailableError('Secret Manager did not answer');
  }
}

function retryAfterMs(error: unknown): number | undefined {
  const details = retryDetails.safeParse(error).data?.statusDetails ?? [];
  const [delay] = details.flatMap(detail => {
    const read = retryDetail.safeParse(detail).data;
    return read ? [Number(String(read.retryDelay.seconds))] : [];
  });
  return delay !== undefined && delay > 0 ? delay * 1000 : undefined;
}

/** What is left here of the service's refusals came in the middle of an action: somebody else acted. */
export async function inContractWords<T>(action: Promise<T>): Promise<T> {
  return action.catch(error => {
    if (
      error instanceof AbsentError ||
      error instanceof ExistsError ||
      error instanceof PreconditionError
    ) {
      throw new UnavailableError('The secret changed in this moment');
    }
    throw error;
  });
}

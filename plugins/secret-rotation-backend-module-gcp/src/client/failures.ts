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

// Of HTTP: the request took too long, or there were too many.
const TRY_AGAIN = [408, 429];

const httpFailure = z.object({ status: z.number() });
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
      return notAccepted();
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

/** Why there is no token for a request. Whoever gives tokens answers over HTTP. */
export function credentialsFailureOf(error: unknown): Error {
  const answer = httpFailure.safeParse(error).data?.status ?? 0;
  const isRefused =
    answer >= 400 && answer < 500 && !TRY_AGAIN.includes(answer);
  return isRefused
    ? notAccepted()
    : new UnavailableError(
        'Secret Manager cannot be asked: no credentials were found, or they could not be read',
      );
}

/** An enabled version that cannot be read, or a secret that takes none. */
export function keyUnavailable(): MisconfiguredError {
  return new MisconfiguredError(
    'Secret Manager neither reads nor writes values of this secret, although nothing in it is disabled',
    'Check that the key with which the secret is encrypted is enabled, and that the service agent of Secret Manager may use it',
  );
}

/** What was seen is not there any more: the next look finds out. */
export function changedMeanwhile(): UnavailableError {
  return new UnavailableError('The secret changed in this moment');
}

function notAccepted(): PermissionDeniedError {
  return new PermissionDeniedError(
    "The store's credentials are not accepted",
    'Renew the key file of the store, or the application-default credentials of the portal',
  );
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
      throw changedMeanwhile();
    }
    throw error;
  });
}

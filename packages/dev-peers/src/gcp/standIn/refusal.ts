import { status } from '@grpc/grpc-js';

/** Why the stand-in refuses a request. The texts are in the real service's manner; nobody may depend on them. */
export class Refusal extends Error {
  override name = 'Refusal' as const;
  readonly code: status;
  /** After how many seconds the caller may ask again, if the answer says so. */
  readonly retryAfterSeconds?: number;

  constructor(code: status, message: string, retryAfterSeconds?: number) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function invalid(message: string): Refusal {
  return new Refusal(status.INVALID_ARGUMENT, message);
}

export function absent(resource: string): Refusal {
  return new Refusal(status.NOT_FOUND, `${resource} not found.`);
}

export function failedPrecondition(message: string): Refusal {
  return new Refusal(status.FAILED_PRECONDITION, message);
}

/** The real service does not say whether the resource exists to those who may not know. */
export function denied(permission: string, resource: string): Refusal {
  return new Refusal(
    status.PERMISSION_DENIED,
    `Permission '${permission}' denied for resource '${resource}' (or it may not exist).`,
  );
}

/** An empty etag compares nothing. */
export function compareEtags(given: string, current: string): void {
  if (given !== '' && given !== current) {
    throw failedPrecondition(
      `The etag provided (${given}) does not match the current etag (${current}).`,
    );
  }
}

import {
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** One request, as messages and policies name it. @internal */
export interface IamRequest {
  /** The name of the action in IAM, without its service. */
  readonly action: string;
  readonly user: string;
}

/** There is no such user, or the user has no such key. @internal */
export class AbsentError extends MisconfiguredError {}

/** The user has as many keys as AWS allows. @internal */
export class NoRoomError extends MisconfiguredError {}

const failure = z.object({
  name: z.string(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

const THROTTLED_MS = 2_000;

/**
 * What a failed request means, in the words of the contract. AWS's own text goes no further than here.
 * @internal
 */
export function asAdapterError(error: unknown, request: IamRequest): Error {
  if (isOurs(error)) return error;
  const read = failure.safeParse(error).data;
  if (!read) return new UnavailableError('AWS cannot be asked');
  const { action, user } = request;
  switch (read.name.replace(/Exception$/, '')) {
    case 'NoSuchEntity':
      return new AbsentError(
        `AWS has no IAM user ${user}, or the user has no such key`,
        'Correct the user in spec.rotation.options',
      );
    case 'LimitExceeded':
      return new NoRoomError(
        `The IAM user ${user} has two access keys, and AWS allows no more`,
        'Find out which key nobody uses and delete it, then recheck',
      );
    case 'AccessDenied':
    case 'UnauthorizedOperation':
      return new PermissionDeniedError(
        `The credential of the rotator lacks iam:${action}`,
        `Add to its IAM policy: ${policyStatement(request)}`,
      );
    case 'ExpiredToken':
    case 'IncompleteSignature':
    case 'InvalidClientTokenId':
    case 'MissingAuthenticationToken':
    case 'SignatureDoesNotMatch':
    case 'UnrecognizedClient':
      return new PermissionDeniedError(
        'AWS does not accept the credential of the rotator, or no longer',
        'Renew the credential; if it is valid, set the clock of the portal',
      );
    case 'Validation':
    case 'ValidationError':
    case 'InvalidInput':
      return new MisconfiguredError(
        'AWS refuses the form of a request',
        'Look at the name of the user and at the id of the key in the store',
      );
    case 'Throttling':
    case 'TooManyRequests':
    case 'RequestLimitExceeded':
      return new UnavailableError('AWS asks to slow down', {
        retryAfterMs: THROTTLED_MS,
      });
    default:
      return new UnavailableError(
        read.$metadata?.httpStatusCode === undefined
          ? 'AWS does not answer'
          : 'AWS cannot answer now',
      );
  }
}

/** The line of an IAM policy that grants an action. */
function policyStatement({ action, user }: IamRequest): string {
  return JSON.stringify({
    Effect: 'Allow',
    Action: `iam:${action}`,
    Resource: `arn:aws:iam::*:user/${user}`,
  });
}

function isOurs(error: unknown): error is Error {
  return [
    FencedError,
    MisconfiguredError,
    PermissionDeniedError,
    UnavailableError,
  ].some(kind => error instanceof kind);
}

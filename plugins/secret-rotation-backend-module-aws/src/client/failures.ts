import {
  DriftError,
  FencedError,
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** One request, as messages and policies name it. */
export interface AwsRequest {
  /** The name of the action in IAM, without its service. */
  readonly action: string;
  /** The secret's name; absent when it is about all of them. */
  readonly secret?: string;
}

/** There is no such secret or version. */
export class AbsentError extends DriftError {}

/** The labels are not where the request took them to be: the compare-and-set did not write. */
export class LabelsMovedError extends DriftError {}

/** The secret or the version exists already, with other content. */
export class TakenError extends UnavailableError {}

/** The credential lacks one action. */
export class ActionDeniedError extends PermissionDeniedError {
  readonly action: string;

  constructor(request: AwsRequest) {
    super(
      `The credential of the store lacks secretsmanager:${request.action}`,
      `Add to its IAM policy: ${policyStatement(request)}`,
    );
    this.action = request.action;
  }
}

/** AWS does not take the credential at all, whatever it is used for. */
export class CredentialRefusedError extends PermissionDeniedError {}

/** There is no credential to ask with. */
export class NoCredentialsError extends UnavailableError {}

const failure = z.object({
  name: z.string(),
  message: z.string().catch(''),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
  $response: z
    .object({ headers: z.record(z.string(), z.string()) })
    .optional()
    .catch(undefined),
});

const THROTTLED_MS = 2000;
const DELETION_MS = 60_000;
const VERSIONS_FULL_MS = 3_600_000;

/** What a failed request means, in the words of the contract. The provider's text goes no further than here. */
export function asAdapterError(error: unknown, request: AwsRequest): Error {
  if (isOurs(error)) {
    return error;
  }
  const read = failure.safeParse(error).data;
  if (!read) {
    return new UnavailableError('The secrets manager cannot be asked');
  }
  const { name, message } = read;
  const status = read.$metadata?.httpStatusCode;
  switch (name.replace(/Exception$/, '')) {
    case 'ResourceNotFound':
      return new AbsentError('The secret or its version does not exist');
    case 'ResourceExists':
      return new TakenError('Somebody else writes the secret in this moment');
    case 'InvalidParameter':
    case 'Validation':
      return request.action === 'UpdateSecretVersionStage'
        ? new LabelsMovedError('Somebody else changed the current version')
        : new MisconfiguredError(
            'AWS refuses the form of a request',
            'Check the path and the KMS key of the store entry',
          );
    case 'InvalidRequest':
      if (request.action === 'RotateSecret') {
        return new UnavailableError(
          'AWS does not begin a rotation of the secret now: an earlier one is not complete, or none is set up any more',
        );
      }
      if (request.action === 'CreateSecret') {
        return new UnavailableError(
          'A secret of the same name is still being deleted',
          { retryAfterMs: DELETION_MS },
        );
      }
      return new MisconfiguredError(
        'AWS does not let the secret be changed in its present state',
        'Look whether the secret is scheduled for deletion (aws secretsmanager restore-secret takes that back) or managed by another service',
      );
    case 'AccessDenied':
      return accessDenied(request, message);
    case 'DecryptionFailure':
    case 'EncryptionFailure':
      return new MisconfiguredError(
        'The KMS key of the secret cannot be used',
        'Check that the key exists, is enabled and may be used by the credential of the store',
      );
    case 'LimitExceeded':
      return new UnavailableError(
        'The secret has as many versions or labels as AWS allows; AWS removes versions without a label after 24 hours',
        { retryAfterMs: VERSIONS_FULL_MS },
      );
    case 'ExpiredToken':
    case 'UnrecognizedClient':
    case 'InvalidClientTokenId':
    case 'InvalidSignature':
    case 'SignatureDoesNotMatch':
    case 'IncompleteSignature':
    case 'MissingAuthenticationToken':
    case 'NotAuthorized':
      return new CredentialRefusedError(
        'AWS does not accept the credential of the store, or no longer',
        'Renew the credential; if it is valid, set the clock of the portal',
      );
    case 'Throttling':
    case 'TooManyRequests':
    case 'RequestLimitExceeded':
    case 'SlowDown':
      return throttled(read.$response?.headers['retry-after']);
    default:
      return status === 429
        ? throttled(read.$response?.headers['retry-after'])
        : new UnavailableError(
            status === undefined
              ? 'The secrets manager did not answer'
              : 'The secrets manager cannot answer now',
          );
  }
}

/** The line of an IAM policy that grants an action. */
function policyStatement({ action, secret }: AwsRequest): string {
  return JSON.stringify({
    Effect: 'Allow',
    Action: `secretsmanager:${action}`,
    // AWS appends a hyphen and six signs to the name.
    Resource:
      secret === undefined
        ? '*'
        : `arn:aws:secretsmanager:*:*:secret:${secret}-??????`,
  });
}

function accessDenied(request: AwsRequest, message: string): Error {
  if (/\bKMS\b/i.test(message)) {
    return new PermissionDeniedError(
      'The credential of the store may not use the KMS key of the secret',
      "Allow kms:Decrypt and kms:GenerateDataKey on the secret's key",
    );
  }
  return new ActionDeniedError(request);
}

function throttled(retryAfter: string | undefined): Error {
  const seconds = Number(retryAfter);
  return new UnavailableError('The secrets manager asks to slow down', {
    retryAfterMs: seconds > 0 ? seconds * 1000 : THROTTLED_MS,
  });
}

function isOurs(error: unknown): error is Error {
  return [
    DriftError,
    FencedError,
    MisconfiguredError,
    PermissionDeniedError,
    UnavailableError,
  ].some(kind => error instanceof kind);
}

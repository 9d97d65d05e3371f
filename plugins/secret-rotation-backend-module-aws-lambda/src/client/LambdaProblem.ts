import { LambdaServiceException } from '@aws-sdk/client-lambda';
import {
  MisconfiguredError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { TooLongError } from './boundedAnswers';

/** Why Lambda did not do what it was asked, in the few kinds that make a difference. @internal */
export type LambdaProblemKind =
  /** The credential may not, or is refused as a whole. */
  | 'forbidden'
  /** There is no such function, version or alias. */
  | 'absent'
  /** Somebody else changed it since it was read, or is changing it now. */
  | 'conflict'
  /** What came back is no answer of Lambda. */
  | 'malformed'
  /** Lambda will never do this as it was asked. */
  | 'refused'
  /** No answer, or one that says to come again. */
  | 'silent';

/** What Lambda answered in place of what was asked. Its own words are dropped: they may quote a function. @internal */
export class LambdaProblem extends Error {
  readonly kind: LambdaProblemKind;
  /** The action as IAM names it, without its service. */
  readonly action: string;

  constructor(kind: LambdaProblemKind, action: string) {
    super(`${action}: ${kind}`);
    this.kind = kind;
    this.action = action;
  }
}

const KINDS: Record<string, LambdaProblemKind> = {
  ResourceNotFoundException: 'absent',
  ProvisionedConcurrencyConfigNotFoundException: 'absent',
  ResourceConflictException: 'conflict',
  PreconditionFailedException: 'conflict',
  InvalidParameterValueException: 'refused',
  InvalidRequestContentException: 'refused',
};

/**
 * Reads whatever a request threw.
 * @returns the errors of the contract as they are, all others as a problem
 * @internal
 */
export function lambdaProblem(thrown: unknown, action: string): Error {
  if (thrown instanceof MisconfiguredError) return thrown;
  if (thrown instanceof UnavailableError) return thrown;
  if (thrown instanceof LambdaServiceException) {
    const status = thrown.$metadata.httpStatusCode;
    const isDenied = status === 401 || status === 403;
    return new LambdaProblem(
      isDenied ? 'forbidden' : KINDS[thrown.name] ?? 'silent',
      action,
    );
  }
  const isMalformed =
    thrown instanceof TooLongError || thrown instanceof SyntaxError;
  return new LambdaProblem(isMalformed ? 'malformed' : 'silent', action);
}

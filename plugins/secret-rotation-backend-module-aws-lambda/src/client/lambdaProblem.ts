import { LambdaServiceException } from '@aws-sdk/client-lambda';
import {
  MisconfiguredError,
  UnavailableError,
  WorkloadProblem,
  type WorkloadProblemKind,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { TooLongError } from './boundedAnswers';

const KINDS: Record<string, WorkloadProblemKind> = {
  ResourceNotFoundException: 'absent',
  ProvisionedConcurrencyConfigNotFoundException: 'absent',
  ResourceConflictException: 'conflict',
  PreconditionFailedException: 'conflict',
  InvalidParameterValueException: 'refused',
  InvalidRequestContentException: 'refused',
};

/**
 * Reads whatever a request threw.
 * @param permission - the action as IAM names it
 * @returns the errors of the contract as they are, all others as a problem
 * @internal
 */
export function lambdaProblem(thrown: unknown, permission: string): Error {
  if (thrown instanceof MisconfiguredError) return thrown;
  if (thrown instanceof UnavailableError) return thrown;
  if (thrown instanceof LambdaServiceException) {
    const status = thrown.$metadata.httpStatusCode;
    const isDenied = status === 401 || status === 403;
    return new WorkloadProblem(
      isDenied ? 'forbidden' : KINDS[thrown.name] ?? 'silent',
      permission,
    );
  }
  const isMalformed =
    thrown instanceof TooLongError || thrown instanceof SyntaxError;
  return new WorkloadProblem(isMalformed ? 'malformed' : 'silent', permission);
}

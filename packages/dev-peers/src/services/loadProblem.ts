import { HttpAnswerError } from './clients/HttpAnswerError';

/** Why a version could not be loaded, in the words of docs/attestation.md. @internal */
export type LoadProblem = 'bad-format' | 'permission-denied' | 'wrong-path';

const BY_STATUS: Readonly<Record<number, LoadProblem>> = {
  403: 'permission-denied',
  404: 'wrong-path',
};

/** A value whose fields the service cannot make sense of. @internal */
export class UnreadableValueError extends Error {
  readonly code = 'UNREADABLE';
}

/** What the service may say of an error; nothing for what is no cause that its owner can mend. @internal */
export function problemOf(error: unknown): LoadProblem | undefined {
  if (error instanceof UnreadableValueError) return 'bad-format';
  return error instanceof HttpAnswerError ? BY_STATUS[error.status] : undefined;
}

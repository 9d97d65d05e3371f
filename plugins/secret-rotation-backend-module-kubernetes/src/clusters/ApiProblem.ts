import { ApiException } from '@kubernetes/client-node';

/** Why a cluster's API did not do what it was asked, in the few kinds that make a difference. @internal */
export type ApiProblemKind =
  /** The token may not. */
  | 'forbidden'
  /** There is no such object, or no such kind. */
  | 'absent'
  /** Somebody else wrote the object since it was read. */
  | 'conflict'
  /** The history that a watch was to go on from is gone. */
  | 'gone'
  /** What came back is no answer of the API. */
  | 'malformed'
  /** No answer, or one that says to come again. */
  | 'silent';

/** What a cluster's API answered in place of what was asked. Its own words are dropped: they may quote an object. @internal */
export class ApiProblem extends Error {
  readonly kind: ApiProblemKind;
  /** What was asked: `patch deployments`. */
  readonly asked: string;

  constructor(kind: ApiProblemKind, asked: string) {
    super(`${asked}: ${kind}`);
    this.kind = kind;
    this.asked = asked;
  }
}

const KINDS: Record<number, ApiProblemKind> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'absent',
  409: 'conflict',
  410: 'gone',
};

/** Reads whatever a call to a cluster threw. @internal */
export function apiProblem(thrown: unknown, asked: string): ApiProblem {
  if (thrown instanceof ApiProblem) return new ApiProblem(thrown.kind, asked);
  if (thrown instanceof ApiException)
    return new ApiProblem(KINDS[thrown.code] ?? 'silent', asked);
  return new ApiProblem(
    thrown instanceof SyntaxError ? 'malformed' : 'silent',
    asked,
  );
}

/** The kind that a status code of a watch stands for. @internal */
export function problemOfStatus(code: unknown): ApiProblemKind {
  return (typeof code === 'number' ? KINDS[code] : undefined) ?? 'silent';
}

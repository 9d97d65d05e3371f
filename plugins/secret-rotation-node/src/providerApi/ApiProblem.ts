/** Why a provider did not do what it was asked, in the few kinds that make a difference. @public */
export type ApiProblemKind =
  /** The credential may not. */
  | 'denied'
  /** There is no such thing, or the credential may not see it. */
  | 'absent'
  /** It has another address now. */
  | 'moved'
  /** No more requests for now. */
  | 'limited'
  /** What came back is no answer of the API. */
  | 'malformed'
  /** It understood, and does not do it. */
  | 'refused'
  /** No answer, or one that says to come again. */
  | 'silent';

/** What a provider answered in place of what was asked. Its own words are dropped. @public */
export class ApiProblem extends Error {
  /** Which of the kinds it is. */
  readonly kind: ApiProblemKind;
  /** How long the provider asks to be left alone. */
  readonly retryAfterMs?: number;

  constructor(kind: ApiProblemKind, retryAfterMs?: number) {
    super(kind);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The problem that a status stands for; `undefined` when it is none. Pure. @internal */
export function problemOfStatus(
  status: number,
  retryAfterMs: number | undefined,
): ApiProblem | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return new ApiProblem('moved');
  const isLimit = status === 403 && retryAfterMs !== undefined;
  if (status === 429 || isLimit) return new ApiProblem('limited', retryAfterMs);
  if (status === 401 || status === 403) return new ApiProblem('denied');
  if (status === 404) return new ApiProblem('absent');
  return new ApiProblem(status < 500 ? 'refused' : 'silent', retryAfterMs);
}

/** A server answered, but not with what was asked for. */
export class HttpAnswerError extends Error {
  readonly code: string;

  constructor(readonly status: number) {
    super(`It answered ${status}`);
    this.code = `HTTP_${status}`;
  }
}

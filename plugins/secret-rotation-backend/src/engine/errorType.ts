/**
 * The type of an unexpected error, all that may be logged of it. An error can name itself: what does not look like a
 * type's name is not repeated.
 */
export function errorType(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return /^[A-Za-z]\w{0,60}$/.test(error.name) ? error.name : 'Error';
}

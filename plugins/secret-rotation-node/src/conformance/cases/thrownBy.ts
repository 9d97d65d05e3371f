/** What a promise is rejected with, `undefined` when it is not. */
export async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    thrown => thrown ?? new Error('Nothing was thrown'),
  );
}

/** Of an error, for people; its text may be a stranger's. */
export function nameOf(error: unknown): string {
  if (error === undefined) return 'none';
  return error instanceof Error ? error.name : typeof error;
}

import { SecretUnusableError } from './SecretContent';

/**
 * Waits for a promise, but not for ever: one call that hangs must not stop all later ones.
 * @param late - takes what comes after the time
 * @throws SecretUnusableError when the time is over
 * @internal
 */
export async function withinTime<T>(
  promise: Promise<T>,
  timeoutMs: number,
  late?: (value: T) => Promise<void>,
): Promise<T> {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, failed) => {
    timer = setTimeout(() => {
      isOver = true;
      failed(new SecretUnusableError('It took too long'));
    }, timeoutMs);
  });
  promise.then(
    value => (isOver ? late?.(value) : undefined),
    () => undefined, // whoever waits below hears of it
  );
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

import { UnavailableError } from '../errors';

/**
 * Waits for something that cannot be cancelled no longer than a signal allows; its late answer, and its own error, are
 * dropped.
 * @throws UnavailableError with the message
 * @public
 */
export async function withinTime<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  message: string,
): Promise<T> {
  return new Promise<T>((done, fail) => {
    const giveUp = () => fail(new UnavailableError(message));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(done, giveUp);
  });
}

/**
 * Goes on only while there is time.
 * @param asked - who is asked, for people
 * @throws UnavailableError
 * @public
 */
export function throwIfOver(signal: AbortSignal, asked: string): void {
  if (signal.aborted)
    throw new UnavailableError(`The time to ask ${asked} was over`);
}

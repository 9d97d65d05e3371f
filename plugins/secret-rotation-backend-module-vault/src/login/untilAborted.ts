import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';

/** What a promise gives, or a refusal as soon as the signal aborts. The promise itself goes on. */
export async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let give: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    give = () =>
      reject(new UnavailableError('The secrets manager did not answer'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (give) signal.removeEventListener('abort', give);
  }
}

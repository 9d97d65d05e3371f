import {
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { asAdapterError, type AwsRequest } from './failures';

const TIMEOUT_MS = 10_000;

/** Sends one request until the effect's signal aborts or it takes too long. Throws the errors of the contract alone. */
export async function sendRequest<T>(
  request: AwsRequest,
  context: EffectContext,
  send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.any([
    context.signal,
    AbortSignal.timeout(TIMEOUT_MS),
  ]);
  try {
    return await Promise.race([
      sendAtTheRightTime(send, signal),
      rejectWhenAborted(signal),
    ]);
  } catch (error) {
    throw asAdapterError(error, request);
  }
}

const clockCorrection = z.object({
  $metadata: z.object({ clockSkewCorrected: z.literal(true) }),
});

/** The client learns AWS's time from a refused signature. A second try is signed by that; the first one did nothing. */
async function sendAtTheRightTime<T>(
  send: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await send(signal);
  } catch (error) {
    if (clockCorrection.safeParse(error).success) {
      return send(signal);
    }
    throw error;
  }
}

/** Credentials are fetched without the signal, so that a silent server of theirs would hold the request up for good. */
function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () =>
      reject(
        new UnavailableError('The secrets manager did not answer in time'),
      );
    if (signal.aborted) {
      stop();
    } else {
      signal.addEventListener('abort', stop, { once: true });
    }
  });
}

import {
  UnavailableError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
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
    return await Promise.race([send(signal), rejectWhenAborted(signal)]);
  } catch (error) {
    throw asAdapterError(error, request);
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

import { Readable, Transform } from 'node:stream';
import type { LambdaClient } from '@aws-sdk/client-lambda';

/** A function's answer to a probe comes nowhere near this; a page of a list neither. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Lets a client end an answer that is too long or comes too late: it would read it to its end. @internal */
export function boundAnswers(client: LambdaClient, signal: AbortSignal): void {
  client.middlewareStack.add(
    next => async args => {
      const result = await next(args);
      const { response } = result;
      if (hasStream(response)) {
        response.body = bounded(response.body, signal);
      }
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'boundAnswers' },
  );
}

/** An answer was longer than any that we know what to do with. @internal */
export class TooLongError extends Error {}

function bounded(body: Readable, signal: AbortSignal): Readable {
  let length = 0;
  const limit = new Transform({
    signal,
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) done(new TooLongError());
      else done(null, chunk);
    },
  });
  body.once('error', error => limit.destroy(error));
  limit.once('close', () => body.destroy());
  return body.pipe(limit);
}

function hasStream(response: unknown): response is { body: Readable } {
  return (
    typeof response === 'object' &&
    response !== null &&
    'body' in response &&
    response.body instanceof Readable
  );
}

import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { ErrorRequestHandler } from 'express';
import { errorAnswerOf } from './errorBody';

/** A code like `ECONNREFUSED` or `23505` helps and can hold no value; anything longer or freer might. */
function safeWord(word: unknown): string | undefined {
  return typeof word === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(word)
    ? word
    : undefined;
}

/**
 * Turns every error into the body that the API's document promises. Faults of ours are logged by kind alone.
 * @internal
 */
export function errorHandler(logger: LoggerService): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, body } = errorAnswerOf(error);
    if (status >= 500) {
      logger.error('A request failed', {
        method: request.method,
        operation: request.route?.path ?? 'none',
        error: (isError(error) && safeWord(error.name)) || 'unknown',
        code: (isError(error) && safeWord(error.code)) || 'none',
      });
    }
    response.status(status).json(body);
  };
}

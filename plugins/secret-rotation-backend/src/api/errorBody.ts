import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  isError,
} from '@backstage/errors';
import type { ErrorBody } from '@keyturn/backstage-plugin-secret-rotation-common';
import { error as contractErrors } from 'express-openapi-validator';
import { OpenRunError } from './errors';

/** An answer that is not a success. @internal */
export interface ErrorAnswer {
  status: number;
  body: ErrorBody;
}

function answer(
  status: number,
  name: string,
  message: string,
  more: { field?: string; openRun?: number } = {},
): ErrorAnswer {
  return { status, body: { error: { name, message, ...more } } };
}

/** The last part of `/body/reason` or `/query/limit`; `body` when it is the body itself that is wrong. */
function fieldOf(path: string): string | undefined {
  const field = path.split(/[/.]/).filter(Boolean).pop();
  // HTTP headers have no case, the validator's have a lower one.
  return field === 'idempotency-key' ? 'Idempotency-Key' : field;
}

/** What the request's validator found. Its texts name rules and fields, never what was sent. */
function ofContract(
  error: Error & { status: number; errors?: unknown },
): ErrorAnswer {
  if (error instanceof contractErrors.NotFound) {
    return answer(404, 'NotFoundError', 'There is nothing at this address');
  }
  if (error instanceof contractErrors.MethodNotAllowed) {
    return answer(
      405,
      'MethodNotAllowedError',
      'This method is not allowed here',
    );
  }
  if (error instanceof contractErrors.UnsupportedMediaType) {
    return answer(
      415,
      'InputError',
      'The body must be JSON (Content-Type: application/json)',
      { field: 'body' },
    );
  }
  if (error instanceof contractErrors.BadRequest) {
    const [first] = error.errors;
    const field = fieldOf(first?.path ?? '');
    if (!field) return answer(400, 'InputError', 'The request is malformed');
    const message = first.message.includes(`'${field}'`)
      ? first.message
      : `${field} ${first.message}`;
    return answer(400, 'InputError', message, { field });
  }
  return unexpected();
}

/** What Express found while it read the body, by the kind that it declares. */
function ofBodyReader(type: unknown): ErrorAnswer | undefined {
  switch (type) {
    case 'entity.parse.failed':
      return answer(400, 'InputError', 'body is not valid JSON', {
        field: 'body',
      });
    case 'entity.too.large':
      return answer(413, 'InputError', 'body is too large', { field: 'body' });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return answer(415, 'InputError', 'body must be JSON in UTF-8', {
        field: 'body',
      });
    case 'request.aborted':
    case 'request.size.invalid':
      return answer(400, 'InputError', 'body is incomplete', {
        field: 'body',
      });
    default:
      return undefined;
  }
}

/** Everything that is our fault. Its text stays inside: it may be a provider's. */
function unexpected(): ErrorAnswer {
  return answer(
    500,
    'Error',
    'Something went wrong in the backend. Its log tells more',
  );
}

/**
 * The answer to an error. Only texts that this plugin wrote itself go out.
 * @internal
 */
export function errorAnswerOf(error: unknown): ErrorAnswer {
  if (!isError(error)) return unexpected();
  // Identity is checked by Backstage's own services, which may carry their own copy of the classes.
  if (error.name === 'AuthenticationError') {
    return answer(401, error.name, 'Sign in first');
  }
  if (error.name === 'NotAllowedError') {
    return answer(
      403,
      error.name,
      error instanceof NotAllowedError
        ? error.message
        : 'The caller may not do this',
    );
  }
  if (error instanceof OpenRunError) {
    return answer(409, 'ConflictError', error.message, {
      openRun: error.openRun,
    });
  }
  if (error instanceof ConflictError) {
    return answer(409, 'ConflictError', error.message);
  }
  if (error instanceof NotFoundError) {
    return answer(404, 'NotFoundError', error.message);
  }
  if (error instanceof InputError) {
    return answer(400, 'InputError', error.message);
  }
  const contract = Object.values(contractErrors).some(
    known => error instanceof known,
  );
  if (contract && typeof error.status === 'number') {
    return ofContract(Object.assign(error, { status: error.status }));
  }
  return ofBodyReader(error.type) ?? unexpected();
}

import { status } from '@grpc/grpc-js';
import {
  MisconfiguredError,
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { inspect } from 'node:util';
import {
  AbsentError,
  ExistsError,
  failureOf,
  PreconditionError,
} from './failures';
import { SECRET_RIGHTS } from './rights';

function failureOfCode(code: number | undefined, more: object = {}) {
  const thrown = Object.assign(new Error('PROVIDER TEXT'), { code, ...more });
  const failure = failureOf(thrown, SECRET_RIGHTS.add);
  expect(inspect(failure, { depth: Infinity, showHidden: true })).not.toContain(
    'PROVIDER TEXT',
  );
  return failure;
}

describe('a failed call', () => {
  it.each([
    [status.NOT_FOUND, AbsentError],
    [status.ALREADY_EXISTS, ExistsError],
    [status.FAILED_PRECONDITION, PreconditionError],
    [status.ABORTED, PreconditionError],
    [status.PERMISSION_DENIED, PermissionDeniedError],
    [status.UNAUTHENTICATED, PermissionDeniedError],
    [status.INVALID_ARGUMENT, MisconfiguredError],
    [status.RESOURCE_EXHAUSTED, UnavailableError],
    [status.UNAVAILABLE, UnavailableError],
    [status.DEADLINE_EXCEEDED, UnavailableError],
    [status.CANCELLED, UnavailableError],
    [status.INTERNAL, UnavailableError],
    [status.UNKNOWN, UnavailableError],
    [undefined, UnavailableError],
  ])('with code %s is what it means, without its text', (code, kind) => {
    expect(failureOfCode(code)).toBeInstanceOf(kind);
  });

  it('names the right that is missing', () => {
    expect(failureOfCode(status.PERMISSION_DENIED)).toMatchObject({
      message: expect.stringContaining('add a version to the secret'),
      fix: expect.stringContaining('secretmanager.versions.add on the secret'),
    });
  });

  it('of a used-up quota says when to ask again, the service or else we', () => {
    const { RESOURCE_EXHAUSTED } = status;
    expect(failureOfCode(RESOURCE_EXHAUSTED)).toMatchObject({
      retryAfterMs: 60_000,
    });
    const statusDetails = [{ reason: 'x' }, { retryDelay: { seconds: '7' } }];
    expect(failureOfCode(RESOURCE_EXHAUSTED, { statusDetails })).toMatchObject({
      retryAfterMs: 7_000,
    });
  });
});

import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const REASONS: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Expired',
  503: 'ServiceUnavailable',
};

/** Kubernetes' way to say that something failed. Its text names things, as the real one's does. @internal */
export function failure(code: number, about = 'the request'): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `The stand-in refused ${about}`,
    reason: REASONS[code] ?? 'InternalError',
    code,
  };
}

/** Answers with JSON. @internal */
export function answer(
  response: ServerResponse,
  code: number,
  body: object,
): void {
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}

/** Answers with JSON that has no end, until nobody reads it any more. @internal */
export async function flood(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"items":[');
  const piece = `"${'x'.repeat(64 * 1024)}",`;
  while (!response.destroyed) {
    if (!response.write(piece)) await delay(1);
  }
}

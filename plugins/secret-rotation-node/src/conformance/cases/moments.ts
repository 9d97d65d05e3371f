import assert from 'node:assert/strict';

/** One moment in the talk of an adapter with its server. @public */
export interface InterceptPoint {
  /** The request: 1 is the first one that the adapter sends. */
  readonly request: number;
  /** `before` the server takes the request, or `after` it carried it out, while the answer is under way. */
  readonly moment: 'before' | 'after';
}

// No sensible effect needs more requests; an adapter that does not end here is broken.
const MOST_REQUESTS = 60;

/**
 * Tries every moment of an effect's talk with its server.
 * @param attempt - says whether the effect came to that moment
 */
export async function eachMoment(
  attempt: (point: InterceptPoint) => Promise<boolean>,
): Promise<void> {
  let request = 0;
  let wasReached = true;
  while (wasReached && request < MOST_REQUESTS) {
    request += 1;
    const before = await attempt({ request, moment: 'before' });
    const after = await attempt({ request, moment: 'after' });
    wasReached = before || after;
  }
  assert.ok(!wasReached, 'The effect never ends');
  // The first request must have been held up, else nothing was tested.
  assert.ok(request > 1, 'The adapter sent no request over the connection');
}

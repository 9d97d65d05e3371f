import assert from 'node:assert/strict';
import type { InterceptPoint } from './world';

// No sensible method needs more requests; a store that does not end here is broken.
const MOST_REQUESTS = 30;

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
  assert.ok(request > 1, 'The store sent no request over the connection');
}

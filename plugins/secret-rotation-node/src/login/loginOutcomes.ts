import type { EndpointProbe } from '../contracts/Rotator';

/** How fresh logins of consumers ended at one place. @public */
export interface EndpointOutcome<Outcome extends string = string> {
  /** For people: never a host. */
  readonly endpoint: string;
  /**
   * `accepted`, `rejected` when the server refuses this login or this password, `unknown` when nobody can tell, or what
   * else the target has to say.
   */
  readonly outcome: Outcome;
}

/**
 * Tries a login at every place at once.
 * @param places - in the order in which people count them
 * @param tryLogin - must not throw
 * @public
 */
export function tryEverywhere<Place, Outcome extends string>(
  places: readonly Place[],
  tryLogin: (place: Place) => Promise<Outcome>,
): Promise<EndpointOutcome<Outcome>[]> {
  return Promise.all(
    places.map(async (place, at) => ({
      endpoint: `endpoint ${at + 1} of ${places.length}`,
      outcome: await tryLogin(place),
    })),
  );
}

/**
 * Outcomes in the engine's three answers. A value that logs in but cannot do the work is neither accepted nor rejected.
 * Pure.
 * @public
 */
export function probesOf(
  outcomes: readonly EndpointOutcome[],
): EndpointProbe[] {
  return outcomes.map(({ endpoint, outcome }) => ({
    endpoint,
    answer:
      outcome === 'accepted' || outcome === 'rejected' ? outcome : 'unknown',
  }));
}

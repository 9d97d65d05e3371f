import {
  instanceId,
  type ConsumerObservation,
  type InstanceObservation,
} from '../contracts/ConsumerAdapter';

/** What one expected instance showed, before it has its id. @public */
export type NamedObservation = Omit<InstanceObservation, 'id'> & {
  /** The id that it gave itself; absent when it gave none. */
  readonly instance?: string;
  /** IP family of a discovered address. */
  readonly family?: 4 | 6;
};

/**
 * Gives every observation its id. An answer proves only its own instance, so the second address that answers with
 * the id of another counts as an instance that did not answer, except for the same instance seen once over IPv4 and
 * once over IPv6.
 * @param noun - what an instance is called that gave itself no id: `address 1 of 2`
 * @public
 */
export function nameInstances(
  found: readonly NamedObservation[],
  noun = 'address',
): ConsumerObservation['instances'] {
  const families = new Map<string, Set<number>>();
  return found.flatMap(({ instance, family, ...observation }, index) => {
    const address = instanceId(`${noun} ${index + 1} of ${found.length}`);
    if (instance === undefined) {
      return [{ ...observation, id: address }];
    }
    const seen = families.get(instance);
    if (!seen) {
      families.set(instance, new Set([family ?? 0]));
      return [{ ...observation, id: instanceId(instance) }];
    }
    if (family !== undefined && !seen.has(family)) {
      seen.add(family);
      return [];
    }
    return [
      {
        id: address,
        health: 'unknown' as const,
        strength: 'none' as const,
        finding: 'unreachable' as const,
      },
    ];
  });
}

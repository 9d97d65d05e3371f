/** The lifecycles of Backstage's catalog in the order in which they may be disturbed. */
const ORDER = ['experimental', 'development', 'staging'];

/**
 * Sorts consumers into waves by their lifecycle: experimental first, production and everything unknown last. Waves
 * are numbered from 1 without gaps. Pure.
 */
export function assignWaves(
  consumers: ReadonlyArray<{
    readonly entityRef: string;
    readonly lifecycle?: string;
  }>,
): Map<string, number> {
  const rank = (lifecycle: string | undefined) => {
    const index = ORDER.indexOf(lifecycle ?? '');
    return index === -1 ? ORDER.length : index;
  };
  const ranks = [...new Set(consumers.map(c => rank(c.lifecycle)))].sort(
    (a, b) => a - b,
  );
  return new Map(
    consumers.map(c => [c.entityRef, ranks.indexOf(rank(c.lifecycle)) + 1]),
  );
}

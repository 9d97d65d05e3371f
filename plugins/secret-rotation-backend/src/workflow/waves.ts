/** How consumers are parted into waves. */
export interface WaveRules {
  /** Lifecycles of the catalog, in the order in which they may be disturbed. Others come last. */
  readonly order: readonly string[];
  /** Which share of a lifecycle's consumers goes first, from 0 to 1. A lone consumer is its own canary. */
  readonly canaryShare: number;
  /** How many consumers are told at once; absent for all. */
  readonly atOnce?: number;
}

/** Production, and whatever nobody described, comes last. */
export const WAVES_BY_LIFECYCLE: WaveRules = {
  order: ['experimental', 'development', 'staging'],
  canaryShare: 0,
};

/**
 * Parts consumers into waves: by lifecycle, in each its canaries first, and never more at once than allowed. Waves are
 * numbered from 1 without gaps, and the same consumers are always parted alike. Pure.
 */
export function assignWaves(
  consumers: ReadonlyArray<{
    readonly entityRef: string;
    readonly lifecycle?: string;
  }>,
  { order, canaryShare, atOnce = Infinity }: WaveRules = WAVES_BY_LIFECYCLE,
): Map<string, number> {
  const rankOf = (lifecycle: string | undefined) => {
    const index = order.indexOf(lifecycle ?? '');
    return index === -1 ? order.length : index;
  };
  const waves = new Map<string, number>();
  let wave = 0;
  for (let rank = 0; rank <= order.length; rank++) {
    const refs = consumers
      .filter(({ lifecycle }) => rankOf(lifecycle) === rank)
      .map(({ entityRef }) => entityRef)
      .sort();
    const canaries = refs.length > 1 ? Math.ceil(refs.length * canaryShare) : 0;
    for (const part of [refs.slice(0, canaries), refs.slice(canaries)]) {
      for (const [index, ref] of part.entries()) {
        if (index % atOnce === 0) wave += 1;
        waves.set(ref, wave);
      }
    }
  }
  return waves;
}

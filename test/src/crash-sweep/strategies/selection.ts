import type { StoreKind, Strategy, TargetKind } from './contracts';

/** What a sweep can do on this machine. */
export interface Selection {
  readonly swept: readonly Strategy[];
  /** What cannot be had, and why. */
  readonly missing: readonly string[];
}

/** Every rotator that is swept with all stores, with each; every other with the stores that are swept everywhere. */
export function pairsOf(
  targets: readonly TargetKind[],
  stores: readonly StoreKind[],
): Strategy[] {
  return targets.flatMap(target =>
    stores
      .filter(
        store => target.failpoints === 'all' || store.failpoints === 'all',
      )
      .map(store => ({
        name: `${target.name} × ${store.name}`,
        target,
        store,
        failpoints:
          target.failpoints === 'all' ? store.failpoints : target.failpoints,
      })),
  );
}

/** Which strategies are wanted. */
export interface Wanted {
  /** Only those whose store's name holds this text, in any case. */
  readonly store?: string;
  /** Only those whose target's name holds this text, in any case. */
  readonly target?: string;
}

/**
 * Chooses what is swept. A stand-in is swept where there is no real server of its manager.
 * @throws Error when no strategy is like that
 */
export function selectStrategies(
  all: readonly Strategy[],
  { store, target }: Wanted = {},
): Selection {
  const stored = like(all, 'store', store);
  const wanted = like(stored, 'target', target);
  const missing = wanted.flatMap(each => {
    const why = whyMissing(each);
    return why ? [`${each.name}: ${why}`] : [];
  });
  const able = wanted.filter(each => !whyMissing(each));
  const isReplaced = (each: Strategy) =>
    able.some(
      other =>
        other.target === each.target &&
        other.store.manager === each.store.manager &&
        !other.store.standIn,
    );
  return {
    swept: able.filter(each => !each.store.standIn || !isReplaced(each)),
    missing,
  };
}

/** What `--quick` sweeps: every store, and one rotator of each sort, unless one is asked for. */
export function quickStrategies(
  swept: readonly Strategy[],
  { target }: Wanted,
): readonly Strategy[] {
  return target === undefined
    ? swept.filter(
        each => each.failpoints !== 'rotator' || each.target.isExample,
      )
    : swept;
}

function whyMissing({ target, store }: Strategy): string | undefined {
  return target.missing() ?? store.missing();
}

function like(
  strategies: readonly Strategy[],
  part: 'store' | 'target',
  text = '',
): readonly Strategy[] {
  const found = strategies.filter(each =>
    each[part].name.toLowerCase().includes(text.toLowerCase()),
  );
  if (found.length === 0) throw new Error(`There is no ${part} like ${text}`);
  return found;
}

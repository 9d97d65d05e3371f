import type { Strategy } from './contracts';

/** What a sweep can do on this machine. */
export interface Selection {
  readonly swept: readonly Strategy[];
  /** What cannot be had, and why. */
  readonly missing: readonly string[];
}

/**
 * Chooses what is swept. A stand-in is swept where there is no real server of its manager.
 * @param store - only strategies whose store's name holds this text, in any case
 * @throws Error when no strategy is like that
 */
export function selectStrategies(
  all: readonly Strategy[],
  store = '',
): Selection {
  const wanted = all.filter(each =>
    each.store.name.toLowerCase().includes(store.toLowerCase()),
  );
  if (wanted.length === 0) throw new Error(`There is no store like ${store}`);
  const missing = wanted.flatMap(each => {
    const why = each.store.missing();
    return why ? [`${each.name}: ${why}`] : [];
  });
  const able = wanted.filter(each => !each.store.missing());
  const isReplaced = (each: Strategy) =>
    able.some(
      other =>
        other.store.manager === each.store.manager && !other.store.standIn,
    );
  return {
    swept: able.filter(each => !each.store.standIn || !isReplaced(each)),
    missing,
  };
}

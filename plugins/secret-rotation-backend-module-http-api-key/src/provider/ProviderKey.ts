import type { KeyLabels } from './KeyLabels';

/** A key as the provider lists it. Its text is not among that. @internal */
export interface ProviderKey {
  readonly id: string;
  /** Present where the description says where a label stands. */
  readonly label?: string;
  readonly createdAt?: Date;
  /** `null`: the provider says that it was never used. */
  readonly lastUsedAt?: Date | null;
}

/** Clocks of the provider and of Keyturn may differ by this much. */
const CLOCK_DIFFERENCE_MS = 5 * 60_000;

/** Which keys a run may have left behind. @internal */
export interface OrphanSearch {
  readonly account: string;
  readonly run: number;
  /** Ids that some stored value has. */
  readonly known: ReadonlySet<string>;
  /** When the run began. */
  readonly since?: Date;
  readonly labels: KeyLabels;
}

/**
 * The keys that this run made and that no stored value has: an answer was lost, a worker died, or the provider made one
 * too many. A key that was used belongs to somebody, and so may one that nothing says enough about. Pure.
 * @internal
 */
export function orphansOf(
  keys: readonly ProviderKey[],
  { account, run, known, since, labels }: OrphanSearch,
): ProviderKey[] {
  return keys.filter(key => {
    if (known.has(key.id) || key.lastUsedAt) return false;
    const age = since && key.createdAt && key.createdAt.getTime();
    if (key.label !== undefined) {
      const isOlder =
        age !== undefined &&
        since !== undefined &&
        age < since.getTime() - CLOCK_DIFFERENCE_MS;
      return labels.runOf(account, key.label) === run && !isOlder;
    }
    return (
      key.lastUsedAt === null &&
      age !== undefined &&
      since !== undefined &&
      age >= since.getTime()
    );
  });
}

/** The keys of an account that any run made. Pure. @internal */
export function madeFor(
  account: string,
  keys: readonly ProviderKey[],
  labels: KeyLabels,
): ProviderKey[] {
  return keys.filter(
    ({ label }) =>
      label !== undefined && labels.runOf(account, label) !== undefined,
  );
}

import type { Stretch } from './window';

/** A time in which the schedule starts nothing. */
export interface Freeze extends Stretch {
  readonly reason: string;
}

/** The freeze that is in force at an instant; of several, the one that ends last. */
export function freezeAt(
  freezes: readonly Freeze[],
  at: number,
): Freeze | undefined {
  return freezes
    .filter(freeze => freeze.from <= at && at < freeze.to)
    .reduce<Freeze | undefined>(
      (last, freeze) => (last && last.to >= freeze.to ? last : freeze),
      undefined,
    );
}

/** When the next freeze begins after an instant. */
export function nextFreeze(freezes: readonly Freeze[], at: number): number {
  return Math.min(
    ...freezes.map(freeze => freeze.from).filter(from => from > at),
  );
}

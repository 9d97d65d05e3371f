import prand, { type RandomGenerator } from 'pure-rand';

/** All the chance of a simulated world: the same seed draws the same numbers. */
export class Randomness {
  readonly #generator: RandomGenerator;

  constructor(seed: number) {
    this.#generator = prand.xoroshiro128plus(seed);
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return prand.unsafeUniformIntDistribution(low, high, this.#generator);
  }

  /** True in this share of all draws. */
  chance(share: number): boolean {
    return share > 0 && this.between(0, 9_999) < share * 10_000;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)];
  }
}

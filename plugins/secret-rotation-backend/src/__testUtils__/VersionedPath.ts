import {
  DriftError,
  type Fence,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

interface Version {
  value: SecretValue | undefined;
  /** Not while it waits to become current, nor when it has lost its labels. */
  isListed: boolean;
}

interface Staged {
  readonly value: SecretValue;
  readonly fence: Fence;
  /** The version that was current when it was staged. */
  readonly base: number;
  /** Where it waits, in a store that moves labels. */
  readonly waits?: number;
}

/** What the in-memory store holds at one path. Versions are counted from 1. */
export class VersionedPath {
  readonly versions: Version[] = [];
  readonly staged = new Map<string, Staged>();
  #current = 0;
  /** What each run's promotion and restoration made current. */
  readonly #marks = new Map<string, number>();

  /** 0: nothing is current. */
  get current(): number {
    return this.#current;
  }

  /** @returns the number of the new version, which is not current yet */
  add(value: SecretValue, isListed = true): number {
    return this.versions.push({ value, isListed });
  }

  /** Makes a version current. */
  point(version: number): void {
    this.#current = version;
    this.versions[version - 1].isListed = true;
  }

  /**
   * Changes what is current by compare-and-set. A repeat finds its own mark.
   * @param expected - `undefined`: nothing is compared
   * @throws DriftError when another version is current
   */
  change(
    mark: `${string}/${'promote' | 'restore'}`,
    expected: number | undefined,
    write: () => number,
  ): number {
    const done = this.#marks.get(mark);
    if (done !== undefined && done === this.#current) return done;
    const isExpected = expected === undefined || expected === this.#current;
    // Whoever has seen what stands over an earlier restoration may write over it.
    const mayWriteAgain = mark.endsWith('/restore') && isExpected;
    if (!isExpected || (done !== undefined && !mayWriteAgain))
      throw new DriftError('Another version is current');
    const version = write();
    this.point(version);
    this.#marks.set(mark, version);
    return version;
  }
}

import {
  DriftError,
  type StagePlace,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Placement, Secret, SecretVersion } from '../client/resources';
import type { SecretManager } from '../client/SecretManager';
import type { Destruction } from '../secret/Destruction';
import type { SecretNames } from '../secret/SecretNames';
import type { SecretView } from '../secret/SecretView';
import type { Staging } from '../secret/Staging';

/** How consumers read a secret, which decides what "current" is and how it changes. */
export interface Readers {
  /** Whether consumers may get a version without naming its number. */
  isRead(
    version: number,
    secret: Secret | undefined,
    versions: readonly SecretVersion[],
  ): boolean;

  /** What consumers read now. `undefined`: nothing that can be read. */
  currentOf(
    secret: Secret | undefined,
    versions: readonly SecretVersion[],
  ): number | undefined;

  /**
   * Makes the staged value current, if `expected` is (`undefined`: nothing is).
   * @returns the version that this run made current, now or before
   */
  promote(
    place: StagePlace,
    expected: number | undefined,
    context: WriteContext,
  ): Promise<number>;

  /**
   * Makes the value of `version` current anew, if `expected` or a late promotion of the same run is current.
   * @returns the version that this run made current, now or before
   */
  restore(
    place: StagePlace,
    version: number,
    expected: number,
    context: WriteContext,
  ): Promise<number>;
}

/** What both kinds of readers work with. */
export interface ReadersTools {
  readonly manager: SecretManager;
  readonly names: SecretNames;
  readonly staging: Staging;
  readonly destruction: Destruction;
  /** For a secret that does not exist yet. */
  readonly placement: Placement;
}

/** @throws DriftError when a secret that had a version is not there any more */
export function requireSecret(
  { secret }: SecretView,
  expected: number | undefined,
): void {
  if (!secret && expected !== undefined) {
    throw new DriftError(
      'The secret is gone: somebody deleted it, or it has expired',
    );
  }
}

/** How often a lost comparison is decided again. */
export const ATTEMPTS = 3;

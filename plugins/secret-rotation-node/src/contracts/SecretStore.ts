import type { DestroyDepth } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { SecretValue } from '../SecretValue';
import type { ValueOutline } from '../stores/ValueOutline';
import type { EffectContext, PreflightCheck, WriteContext } from './effect';
import type { InventoryPage, InventoryRequest } from './inventory';
import type { ManagedRotation } from './ManagedRotation';
import type { AccountName } from './Rotator';
import type { WriteCommand, WriteCommandRequest } from './WriteCommand';

export type { DestroyDepth };

/** The store's own, opaque name of a version. @public */
export type StoreVersionId = string & { readonly __brand: 'StoreVersionId' };

/** Marks a string as a store's version id. @public */
export function storeVersionId(id: string): StoreVersionId {
  return id as StoreVersionId;
}

/** What a store says about a path, without values. @public */
export interface StoreDescription {
  /** What consumers read now; absent when the path holds nothing readable. */
  readonly current?: StoreVersionId;
  /** Every version that the store still lists, oldest first. */
  readonly versions: ReadonlyArray<{
    readonly id: StoreVersionId;
    readonly createdAt: Date;
    /** Whether its value can still be read. */
    readonly readable: boolean;
  }>;
}

/** Where a secret lies. `path` has no mount and no leading slash. @public */
export interface StorePath {
  /** Below the store's mount, for example `payments/db-login`. */
  readonly path: string;
}

/** The place where one run keeps its new value until it is promoted. @public */
export interface StagePlace extends StorePath {
  /** `R-2041`: the run under whose name the value is staged. */
  readonly runId: string;
}

/**
 * What every secrets manager can be asked, whoever rotates. Methods throw the errors of `errors.ts` alone and show no
 * value outside a {@link SecretValue}.
 * @public
 */
export interface SecretReader {
  /** What becomes of a version that is not current any more, at the end. */
  readonly destroys: DestroyDepth;

  /** The versions of a path. An empty or absent path has none. */
  describe(place: StorePath, context: EffectContext): Promise<StoreDescription>;

  /**
   * The value of a version, `undefined` when it is gone. What consumers read is the version `current` of `describe`.
   */
  readVersion(
    place: StorePath & { version: StoreVersionId },
    context: EffectContext,
  ): Promise<SecretValue | undefined>;

  /**
   * One page of what the store holds, by name: no value is read, and what the store stages for runs is left out. A page
   * is small enough for one call within its deadline and for the store's quotas when ten are asked for in a minute.
   * Optional: a store that cannot list has no inventory.
   * @throws PermissionDeniedError naming the missing right
   */
  inventory?(
    request: InventoryRequest,
    context: EffectContext,
  ): Promise<InventoryPage>;
}

/**
 * A secrets manager that keeps the versions and that consumers read.
 *
 * Every method may be repeated any number of times and has then the effect of one call. Methods throw the errors of
 * `errors.ts` alone. No method ever returns, logs or throws a value outside a {@link SecretValue}.
 * @public
 */
export interface SecretStore extends SecretReader {
  /** How the manager is asked to rotate a secret itself, where it can. */
  readonly managedRotation?: ManagedRotation;

  /**
   * Looks, without writing, whether the operator's credential can do all that a rotation of this path needs, and
   * whether nobody else rotates the same: the path, or one of the accounts.
   * Throws only `UnavailableError`; a missing right is a failed check.
   * @param place - `accounts` are those that the rotation gives new credentials
   */
  preflight(
    place: StorePath & { accounts?: readonly AccountName[] },
    context: EffectContext,
  ): Promise<PreflightCheck[]>;

  /**
   * Looks, without writing, whether a value of this outline could be staged and made current: whether it fits with
   * the keys that stay, and whether consumers find the structure that they read now. Asked before a value is made.
   * Throws only `UnavailableError`; what does not fit is a failed check.
   */
  checkValue(
    place: StorePath & { outline: ValueOutline },
    context: EffectContext,
  ): Promise<PreflightCheck[]>;

  /**
   * Puts a value where it is durable and readable back, and where no consumer reads it. An equal value that is
   * already staged for the run stays; a different one is replaced. What consumers read does not change.
   * @throws MisconfiguredError when the store cannot take it, or consumers read another structure: nothing was written
   * @throws FencedError when a newer worker has staged for this run: the target may accept that value already, so a
   * call that lands late must not replace it
   */
  stage(
    place: StagePlace & { value: SecretValue },
    context: WriteContext,
  ): Promise<void>;

  /** The value staged for a run, `undefined` when there is none. */
  readStaged(
    place: StagePlace,
    context: EffectContext,
  ): Promise<SecretValue | undefined>;

  /**
   * Makes the staged value the current version, if `expected` is still the current one (`undefined`: the path is
   * empty), then removes the staged copy and its metadata. Keys of the version before that the value does not have
   * stay. A repeat finds its own promotion and answers the same id, also when the staged copy is gone already.
   * @returns the id of the version that is now current
   * @throws DriftError when another version than `expected` is current and it is not this run's promotion, or when
   * the staged value is gone and was never promoted
   */
  promote(
    place: StagePlace & { expected: StoreVersionId | undefined },
    context: WriteContext,
  ): Promise<StoreVersionId>;

  /**
   * Writes the value of `version` anew as the current one (rollback), always as a new version, so that a delayed
   * promote fails its comparison. The run's staged copy stays until it is discarded: by it the engine proves that the
   * target refuses the new value. A repeat finds its own restoration. Where another version stands over that and is
   * `expected`, it is written over: somebody looked at it since.
   * @param place - `expected` is the current version that the engine saw before
   * @throws DriftError as `promote`, also when `version` is not readable any more
   */
  restore(
    place: StagePlace & { version: StoreVersionId; expected: StoreVersionId },
    context: WriteContext,
  ): Promise<StoreVersionId>;

  /** Removes the staged copy of a run and its metadata. Nothing staged is success. */
  discardStaged(place: StagePlace, context: WriteContext): Promise<void>;

  /**
   * Makes versions unreadable, as far as `destroys` says. Unknown and already destroyed versions are success.
   * @throws DriftError when one of them is the current version
   */
  destroy(
    place: StorePath & { versions: readonly StoreVersionId[] },
    context: WriteContext,
  ): Promise<void>;

  /**
   * How a person writes a new version with the store's own tool. Pure. Without it the operator's task has to say so.
   * @throws MisconfiguredError when the path is none of the store
   */
  writeCommand?(request: WriteCommandRequest): WriteCommand;
}

/**
 * A secrets manager that makes and sets the values by itself: what it holds can be read and rotated, never written.
 * @public
 */
export interface ManagedStore extends SecretReader {
  /** How the manager is asked to rotate. */
  readonly managedRotation: ManagedRotation;
}

import type { EffectContext, PreflightCheck, WriteContext } from './effect';
import type { StagePlace, StorePath, StoreVersionId } from './SecretStore';

/**
 * The rotation that a secrets manager carries out by itself: it makes the value, tells the target and makes the version
 * current. Keyturn says when, and proves what came of it.
 * @public
 */
export interface ManagedRotation {
  /**
   * Looks, without writing, whether the manager is set up to rotate this path and the operator's credential may ask for
   * it and read what comes of it. Throws only `UnavailableError`; what is missing is a failed check.
   */
  preflight(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]>;

  /**
   * Asks the manager to rotate if `expected` is still current, else does nothing: then it has rotated already. Done
   * means asked; the new version is seen in `describe`, at once or later. A repeat for the same run starts no second
   * rotation where the manager can tell requests apart, and else none after the first has come to a new version.
   * @throws PermissionDeniedError naming the missing right
   */
  rotate(
    place: StagePlace & { expected: StoreVersionId },
    context: WriteContext,
  ): Promise<void>;
}

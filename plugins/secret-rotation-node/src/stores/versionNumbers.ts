import { storeVersionId, type StoreVersionId } from '../contracts/SecretStore';
import { MisconfiguredError } from '../errors';

/** A version's number as the contract's id. @public */
export function idOfVersionNumber(version: number): StoreVersionId {
  return storeVersionId(String(version));
}

/** `undefined`: no version of a store that numbers its versions has such an id. @public */
export function versionNumberOf(id: StoreVersionId): number | undefined {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
}

/**
 * The number that an id stands for.
 * @throws MisconfiguredError when the id is not one of a store that numbers its versions
 * @public
 */
export function requireVersionNumber(id: StoreVersionId): number {
  const version = versionNumberOf(id);
  if (version === undefined) {
    throw new MisconfiguredError(
      "A version's id is not one of this store",
      'Check whether the store entry was pointed at another kind of store',
    );
  }
  return version;
}

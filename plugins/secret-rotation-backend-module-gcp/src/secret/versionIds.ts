import {
  MisconfiguredError,
  storeVersionId,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** A version number as the contract's id. */
export function idOf(version: number): StoreVersionId {
  return storeVersionId(String(version));
}

/** `undefined`: no version of this store has such an id. */
export function numberOf(id: StoreVersionId): number | undefined {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
}

/** @throws MisconfiguredError when an id is not one of this store */
export function requireNumber(id: StoreVersionId): number {
  const version = numberOf(id);
  if (version === undefined) {
    throw new MisconfiguredError(
      "A version's id is not one of this store",
      'Check whether the store entry was pointed at another kind of store',
    );
  }
  return version;
}

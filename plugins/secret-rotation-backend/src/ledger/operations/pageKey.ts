import { InputError } from '@backstage/errors';

/** A cursor that is the key of a page's last row. */
export function writePageKey(key: readonly number[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Reads what {@link writePageKey} wrote.
 * @throws InputError when it is none of ours
 */
export function readPageKey(cursor: string, length: number): number[] {
  try {
    const key: unknown = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    );
    if (
      Array.isArray(key) &&
      key.length === length &&
      key.every(Number.isSafeInteger)
    )
      return key;
  } catch {
    // Falls through: a text that is no cursor.
  }
  throw new InputError('cursor is not the nextCursor of an earlier page');
}

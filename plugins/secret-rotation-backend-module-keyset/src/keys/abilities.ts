import { isSymmetric, type Algorithm } from './generateKey';
import { keyOf, type KeySet } from './KeySet';

/** Whether the keys of a set can do what a rotator of this algorithm has them for, now and after the next rotation. */
export function canServe(set: KeySet, algorithm: Algorithm): boolean {
  const { current, next, previous } = set;
  const isWhole = (kid: string | undefined) => {
    const key = keyOf(set, kid);
    if (!key) return true;
    return isSymmetric(algorithm)
      ? key.kty === 'oct' && isText(key.k)
      : key.kty !== 'oct' && isText(key.d);
  };
  const readers = isSymmetric(algorithm) ? [previous] : [];
  return [current, next, ...readers].every(isWhole);
}

function isText(part: unknown): boolean {
  return typeof part === 'string' && part !== '';
}

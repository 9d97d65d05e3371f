import { createHash } from 'node:crypto';

const BITS = 48;

/**
 * By how much of `spanMs` one secret's start is moved, so that what is due at the same time does not start at the same
 * time. It depends on nothing but the secret and its due date: asked again, or by another replica, it is the same.
 * @returns ms, at least 0 and below `spanMs`
 */
export function jitterOf(
  secretRef: string,
  dueAt: number,
  spanMs: number,
): number {
  const digest = createHash('sha256').update(`${secretRef}@${dueAt}`).digest();
  const share = digest.readUIntBE(0, BITS / 8) / 2 ** BITS;
  return Math.floor(share * spanMs);
}

import { createHash } from 'node:crypto';

/** Backstage keeps 255 characters of a scope, which an entity ref alone may have. */
export function scopeOf(
  what: ReadonlyArray<string | number>,
  recipient: string,
): string {
  const whom = createHash('sha256').update(recipient).digest('hex');
  return [...what, whom.slice(0, 16)].join('/');
}

import { createHash } from 'node:crypto';

/**
 * The annotation of a pod template that carries the version of one path. A template can use several secrets, so each
 * path has its own; the digest tells paths apart that look alike as a name. Pure.
 * @internal
 */
export function versionAnnotation(path: string): string {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const slug = path
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50);
  return `version.keyturn.dev/${slug === '' ? '' : `${slug}.`}${digest}`;
}

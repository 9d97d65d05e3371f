import { createHash } from 'node:crypto';

/** What `mysql_native_password` keeps: `*` and the SHA-1 of the SHA-1 of the password. */
export function nativeVerifier(password: string): string {
  const once = createHash('sha1').update(password, 'utf8').digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}

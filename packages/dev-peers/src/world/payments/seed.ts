import { randomBytes } from 'node:crypto';
import type { RunningPostgres } from '../../postgres';
import type { WorldStore } from '../store/WorldStore';
import { PAYMENTS_DATABASE, setFirstPassword } from './database';
import type { WorldSecret } from './secrets';

/**
 * Gives a secret its first value, unless its store holds one. The value is nowhere but in memory, the store and, as a
 * verifier, in PostgreSQL. A start that was killed in between begins again with another value.
 * @returns the store's id of what is current then
 * @public
 */
export async function seedSecret(
  { path, logins: [username] }: WorldSecret,
  server: RunningPostgres,
  { operator }: WorldStore,
): Promise<string> {
  const found = await operator.read(path);
  if (found) {
    return found.id;
  }
  const password = randomBytes(24).toString('base64url');
  await setFirstPassword(server, username, password);
  const fields = { username, password, database: PAYMENTS_DATABASE };
  await operator.write(path, fields);
  const written = await operator.read(path);
  if (!written) {
    throw new Error(`The store did not keep ${path}`);
  }
  return written.id;
}

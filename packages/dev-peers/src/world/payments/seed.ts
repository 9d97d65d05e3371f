import { randomBytes } from 'node:crypto';
import type { RunningPostgres } from '../../postgres';
import type { WorldStore } from '../store/startStore';
import type { WorldState } from '../WorldState';
import { LOGINS, PAYMENTS_DATABASE, setFirstPassword } from './database';

/** Where the secret lies in the store. @public */
export const SECRET_PATH = 'payments/db-login';

/**
 * Gives the secret its first value, once. The value is nowhere but in memory, the store and, as a verifier, in
 * PostgreSQL. A start that was killed in between begins again with another value.
 * @public
 */
export async function seedSecret(
  state: WorldState,
  server: RunningPostgres,
  store: WorldStore,
): Promise<void> {
  if (state.isSeeded) {
    return;
  }
  const [username] = LOGINS;
  const password = randomBytes(24).toString('base64url');
  await setFirstPassword(server, username, password);
  await store.admin.write(store.mount, SECRET_PATH, {
    username,
    password,
    database: PAYMENTS_DATABASE,
  });
  await state.markSeeded();
}

import {
  UnavailableError,
  type AccountName,
  type CredentialSession,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Client } from 'pg';

const LOOKS = 100;
const LOOK_SECONDS = 0.03;

/** The sessions that are open on a login of this server. */
export async function listSessions(
  client: Client,
  account: AccountName,
): Promise<CredentialSession[]> {
  const { rows } = await client.query<{
    id: string;
    label: string | null;
    since: Date | null;
  }>(
    `SELECT pid::text AS id, application_name AS label, backend_start AS since
       FROM pg_stat_activity
      WHERE usename = $1 AND pid <> pg_backend_pid()
      ORDER BY pid`,
    [account],
  );
  return rows.map(({ id, label, since }) => ({
    id,
    label: label || undefined,
    since: since ?? undefined,
  }));
}

/**
 * Ends every session of a login, or those that were opened before a time, and looks again until none is left: a login that was under way when the role was
 * disabled may appear a moment later.
 * @returns how many were ended
 * @throws UnavailableError when some do not end
 */
export async function endSessions(
  client: Client,
  account: AccountName,
  openedBefore?: Date,
): Promise<number> {
  const ended = new Set<string>();
  for (let look = 0; look < LOOKS; look++) {
    const { rows } = await client.query<{ id: string }>(
      `SELECT pid::text AS id, pg_terminate_backend(pid)
         FROM pg_stat_activity
        WHERE usename = $1 AND pid <> pg_backend_pid()
          AND ($2::timestamptz IS NULL OR backend_start < $2)`,
      [account, openedBefore ?? null],
    );
    if (rows.length === 0) {
      return ended.size;
    }
    rows.forEach(({ id }) => ended.add(id));
    // A transaction keeps its first picture of pg_stat_activity until told otherwise.
    await client.query('SELECT pg_stat_clear_snapshot(), pg_sleep($1)', [
      LOOK_SECONDS,
    ]);
  }
  throw new UnavailableError(`Sessions of ${account} do not end yet`);
}

import {
  UnavailableError,
  type CredentialSession,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Session } from './connection';
import { errorNumber } from './databaseErrors';

const LOOKS = 100;
const LOOK_SECONDS = 0.03;

/** It has ended by itself meanwhile. */
const NO_SUCH_SESSION = 1094;

/** Which sessions are meant: those of a user, and of these those that a condition holds for. */
export interface SessionChoice {
  readonly user: string;
  readonly processlist: string;
  /** SQL over `id`, `command` and `time`. Default: all. */
  readonly condition?: string;
}

/** The sessions that are open. The server does not say since when. */
export async function listSessions(
  session: Session,
  choice: SessionChoice,
): Promise<CredentialSession[]> {
  const ids = await readIds(session, choice);
  return ids.map(id => ({ id: String(id) }));
}

/**
 * Ends sessions by their ids, and looks again until none is left: a login that was under way when the account changed
 * may appear a moment later.
 * @returns how many were ended
 * @throws UnavailableError when some do not end
 */
export async function endSessions(
  session: Session,
  choice: SessionChoice,
): Promise<number> {
  const ended = new Set<number>();
  for (let look = 0; look < LOOKS; look += 1) {
    const ids = await readIds(session, choice);
    if (ids.length === 0) return ended.size;
    for (const id of ids) {
      if (!ended.has(id)) await endSession(session, id);
      ended.add(id);
    }
    await session.rows('SELECT SLEEP(?)', [LOOK_SECONDS]);
  }
  throw new UnavailableError(`Sessions of ${choice.user} do not end yet`);
}

async function readIds(
  session: Session,
  { user, processlist, condition = 'TRUE' }: SessionChoice,
): Promise<number[]> {
  const rows = await session.rows<{ id: number; user: string }>(
    `SELECT id AS id, user AS user FROM ${processlist}
      WHERE user = ? AND id <> CONNECTION_ID() AND (${condition}) ORDER BY id`,
    [user],
  );
  // The server compares this column without regard to case, but logins with it.
  return rows.filter(row => row.user === user).map(({ id }) => id);
}

async function endSession(session: Session, id: number): Promise<void> {
  try {
    await session.run(`KILL CONNECTION ${Number(id)}`);
  } catch (error) {
    if (errorNumber(error) !== NO_SUCH_SESSION) throw error;
  }
}

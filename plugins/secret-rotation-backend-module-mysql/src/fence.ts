import { createHash } from 'node:crypto';
import {
  FencedError,
  isNewerFence,
  UnavailableError,
  type Fence,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Account } from './accounts/Account';
import type { Session } from './connection';

/** What Keyturn's own table keeps of an account. */
export interface FenceRow {
  readonly fence: Fence;
  /** The fingerprints of the verifiers that this run set, or was about to. */
  readonly verifiers: readonly string[];
  /** The newest session that there was when it set the last one. */
  readonly newestSession: number | undefined;
}

/** A name of a lock; servers allow 64 characters. */
function lockName(account: Account): string {
  const hash = createHash('sha256').update(nameOf(account)).digest('hex');
  return `keyturn ${hash.slice(0, 40)}`;
}

function nameOf({ user, host }: Account): string {
  return `${user}@${host}`;
}

/** What the table keeps of an account, if anything. */
export async function readFence(
  session: Session,
  account: Account,
): Promise<FenceRow | undefined> {
  const [row] = await session.rows<{
    run: number;
    epoch: number;
    verifiers: string | null;
    newestSession: number | null;
  }>(
    `SELECT run, epoch, verifiers, newest_session AS newestSession
       FROM keyturn.fences WHERE account = ?`,
    [nameOf(account)],
  );
  return (
    row && {
      fence: { run: row.run, epoch: row.epoch },
      verifiers: row.verifiers?.split(' ') ?? [],
      newestSession: row.newestSession ?? undefined,
    }
  );
}

/**
 * Carries out an effect while this session holds the lock of every account that it concerns, after it claimed the fence
 * on each: refused when a newer run or epoch has acted on any of them.
 *
 * The servers commit each change of an account by itself. So the order protects: the fence is read and written under
 * the lock, and the lock belongs to this session. Whatever the session sends reaches the server while it has the lock,
 * or not at all. A session whose worker has stopped is ended by the server, which frees the lock.
 * @throws FencedError when a newer run or epoch has acted
 * @throws UnavailableError when another worker has the lock
 */
export async function underFence<T>(
  session: Session,
  accounts: readonly Account[],
  fence: Fence,
  idleSeconds: number,
  effect: () => Promise<T>,
): Promise<T> {
  await session.run(
    `SET SESSION wait_timeout = ${idleSeconds}, lock_wait_timeout = ${idleSeconds}`,
  );
  const locks = accounts.map(lockName).sort();
  for (const lock of locks) {
    const [{ got }] = await session.rows<{ got: number | null }>(
      'SELECT GET_LOCK(?, ?) AS got',
      [lock, idleSeconds],
    );
    if (got !== 1) {
      throw new UnavailableError('Another worker acts on these accounts now');
    }
  }
  for (const account of accounts) {
    const standing = (await readFence(session, account))?.fence;
    if (standing && isNewerFence(standing, fence)) {
      throw new FencedError('A newer run or epoch has acted on these accounts');
    }
    if (!standing || isNewerFence(fence, standing)) {
      await session.rows(
        // Assigned from left to right: what an older run set is forgotten first.
        `INSERT INTO keyturn.fences (account, run, epoch) VALUES (?, ?, ?)
             ON DUPLICATE KEY UPDATE
               verifiers = IF(run = VALUES(run), verifiers, NULL),
               run = VALUES(run), epoch = VALUES(epoch)`,
        [nameOf(account), fence.run, fence.epoch],
      );
    }
  }
  return effect();
}

/** Writes down which verifier is about to be set, and the newest session that there is before it. */
export async function noteVerifier(
  session: Session,
  account: Account,
  { fingerprint, processlist }: { fingerprint: string; processlist: string },
): Promise<void> {
  const [{ newest }] = await session.rows<{ newest: number }>(
    `SELECT MAX(id) AS newest FROM ${processlist}`,
  );
  await session.rows(
    `UPDATE keyturn.fences
        SET verifiers = CONCAT_WS(' ', verifiers, ?), newest_session = ?
      WHERE account = ?`,
    [fingerprint, newest, nameOf(account)],
  );
}

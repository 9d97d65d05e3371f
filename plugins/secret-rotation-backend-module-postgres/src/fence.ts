import { createHash } from 'node:crypto';
import {
  FencedError,
  isNewerFence,
  MisconfiguredError,
  type Fence,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { escapeIdentifier, escapeLiteral, type Client } from 'pg';

const MARK = /\s*\[keyturn fence (\d+)\.(\d+)\]/g;

/** The newest fence in a role's comment. */
export function readFence(comment: string | null): Fence | undefined {
  return [...(comment ?? '').matchAll(MARK)]
    .map(([, run, epoch]) => ({ run: Number(run), epoch: Number(epoch) }))
    .reduce<Fence | undefined>(
      (newest, fence) =>
        newest && isNewerFence(newest, fence) ? newest : fence,
      undefined,
    );
}

/** A role's comment with this fence as its suffix and every other text as it was. */
export function withFence(comment: string | null, fence: Fence): string {
  const text = (comment ?? '').replace(MARK, '');
  const mark = `[keyturn fence ${fence.run}.${fence.epoch}]`;
  return text ? `${text} ${mark}` : mark;
}

/**
 * Carries out an effect in one transaction that first claims the fence: refused when a newer run or epoch has acted
 * on any of these logins, else the fence stands on all of them when the effect does.
 *
 * Every login carries the fence and has its own advisory lock, taken in one order: so a worker that still believes in
 * another pairing of a login is refused too.
 * @throws FencedError when a newer run or epoch has acted
 */
export async function underFence<T>(
  client: Client,
  logins: readonly string[],
  fence: Fence,
  statementMs: number,
  effect: () => Promise<T>,
): Promise<T> {
  // Each statement must see what the lock's former holder committed.
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
  await client.query(
    // The last one: whoever is stopped in between must not keep its successor from the logins.
    `SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true),
            set_config('idle_in_transaction_session_timeout', $1, true)`,
    [String(statementMs)],
  );
  const sorted = [...logins].sort();
  for (const login of sorted) {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey(login)]);
  }
  for (const { login, comment } of await readComments(client, sorted)) {
    const standing = readFence(comment);
    if (standing && isNewerFence(standing, fence)) {
      throw new FencedError('A newer run or epoch has acted on these logins');
    }
    if (!standing || isNewerFence(fence, standing)) {
      await client.query(
        `COMMENT ON ROLE ${escapeIdentifier(login)} IS ${escapeLiteral(
          withFence(comment, fence),
        )}`,
      );
    }
  }
  const result = await effect();
  await client.query('COMMIT');
  return result;
}

async function readComments(
  client: Client,
  logins: readonly string[],
): Promise<Array<{ login: string; comment: string | null }>> {
  const { rows } = await client.query<{
    login: string;
    comment: string | null;
  }>(
    `SELECT rolname AS login, shobj_description(oid, 'pg_authid') AS comment
       FROM pg_roles WHERE rolname = ANY ($1) ORDER BY rolname`,
    [logins],
  );
  const missing = logins.find(login => !rows.some(row => row.login === login));
  if (missing !== undefined) {
    throw new MisconfiguredError(
      `The login ${missing} does not exist`,
      `CREATE ROLE ${escapeIdentifier(missing)} NOLOGIN`,
    );
  }
  return rows;
}

/** An advisory lock's number: 64 bits of the login's hash. */
function lockKey(login: string): string {
  return createHash('sha256')
    .update(`keyturn login ${login}`)
    .digest()
    .readBigInt64BE()
    .toString();
}

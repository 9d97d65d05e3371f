import type { CredentialSession } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Administrator } from './Administrator';
import { listConnections } from './clientList';

/** A session may have been opened this much later than Redis tells. */
const PRECISION_MS = 1_000;

/** The sessions that are open on a user, on every node. */
export async function listSessions(
  administrator: Administrator,
  user: string,
  signal: AbortSignal,
): Promise<CredentialSession[]> {
  const sessions = await administrator.ask(signal, async ({ name, send }) =>
    (
      await listConnections(send, user)
    ).map(({ id, name: label, since }) => ({
      id: `${name}: ${id}`,
      label,
      since,
    })),
  );
  return sessions.flat();
}

/**
 * Ends the sessions of a user that were opened before a moment, one by one. Those that were opened later stay, and so
 * does one of the same second, because Redis does not tell which it is: to cut a consumer off would be an outage.
 * @returns how many were ended
 */
export async function endSessionsBefore(
  administrator: Administrator,
  user: string,
  before: Date,
  signal: AbortSignal,
): Promise<number> {
  const ended = await administrator.ask(signal, async ({ send }) => {
    let count = 0;
    for (const { id, since } of await listConnections(send, user)) {
      if (since.getTime() + PRECISION_MS <= before.getTime()) {
        count += Number(await send(['CLIENT', 'KILL', 'ID', id]));
      }
    }
    return count;
  });
  return ended.reduce((sum, count) => sum + count, 0);
}

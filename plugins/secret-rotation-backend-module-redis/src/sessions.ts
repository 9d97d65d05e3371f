import type { CredentialSession } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Administrator } from './Administrator';
import { listConnections } from './clientList';

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
 * Ends the sessions of a user that were opened before a moment, one by one: those that were opened later stay.
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
      if (since < before) {
        count += Number(await send(['CLIENT', 'KILL', 'ID', id]));
      }
    }
    return count;
  });
  return ended.reduce((sum, count) => sum + count, 0);
}

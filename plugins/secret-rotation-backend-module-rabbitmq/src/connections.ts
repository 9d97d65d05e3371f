import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  UnavailableError,
  type CredentialSession,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { ManagementApi } from './ManagementApi';

const LOOKS = 100;
const LOOK_MS = 50;

const connectionsShape = z.array(
  z.object({
    name: z.string(),
    user: z.string().optional(),
    connected_at: z.number().optional(),
    client_properties: z
      .object({ connection_name: z.string().optional() })
      .loose()
      .optional()
      .catch(undefined),
  }),
);

/** The connections that are open on a user, of every protocol and on every node. */
export async function listSessions(
  api: ManagementApi,
  user: string,
  signal: AbortSignal,
): Promise<CredentialSession[]> {
  const connections = await connectionsOf(api, user, signal);
  return connections.map(each => ({
    // Its name holds addresses.
    id: createHash('sha256').update(each.name).digest('hex').slice(0, 16),
    label: each.client_properties?.connection_name,
    since:
      each.connected_at === undefined ? undefined : new Date(each.connected_at),
  }));
}

/**
 * Closes every connection of a user, and looks again until none is left: one that was under way when the user was
 * disabled may appear a moment later.
 * @returns how many were closed
 * @throws UnavailableError when some do not end
 */
export async function endSessions(
  api: ManagementApi,
  user: string,
  signal: AbortSignal,
): Promise<number> {
  const ended = new Set<string>();
  for (let look = 0; look < LOOKS; look += 1) {
    const open = await connectionsOf(api, user, signal);
    if (open.length === 0) return ended.size;
    for (const { name } of open) {
      await api.delete(['connections', name], signal);
      ended.add(name);
    }
    await delay(LOOK_MS);
  }
  throw new UnavailableError(`Connections of ${user} do not end yet`);
}

async function connectionsOf(
  api: ManagementApi,
  user: string,
  signal: AbortSignal,
): Promise<z.infer<typeof connectionsShape>> {
  const found = await api.get(['connections', 'username', user], signal);
  const { success, data } = connectionsShape.safeParse(found ?? []);
  if (!success) {
    throw new UnavailableError('RabbitMQ did not answer in its own form');
  }
  return data;
}

import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Send } from './connection';

/** A connection as `CLIENT LIST` tells of it. */
export interface ClientConnection {
  readonly id: string;
  readonly name?: string;
  /** When it was opened. Redis counts in whole seconds: it was opened then or less than a second later. */
  readonly since: Date;
}

const LOOKS = 10;

/**
 * The connections of a user to one node.
 * @throws UnavailableError when the node's clock does not stand still for a look
 */
export async function listConnections(
  send: Send,
  user: string,
): Promise<ClientConnection[]> {
  for (let look = 0; look < LOOKS; look += 1) {
    const now = await secondOf(send);
    const lines = String(await send(['CLIENT', 'LIST'])).split('\n');
    // Ages are counted in whole seconds: they fit to a second that both looks agree on.
    if ((await secondOf(send)) === now) {
      return lines.map(fieldsOf).flatMap(fields => {
        const [id, age] = [fields.get('id'), Number(fields.get('age'))];
        if (id === undefined || fields.get('user') !== user) return [];
        const since = new Date((now - age) * 1000);
        return [{ id, name: fields.get('name') || undefined, since }];
      });
    }
  }
  throw new UnavailableError(
    'Redis does not tell since when sessions are open',
  );
}

async function secondOf(send: Send): Promise<number> {
  const time = await send(['TIME']);
  return Number(Array.isArray(time) ? time[0] : Number.NaN);
}

function fieldsOf(line: string): Map<string, string> {
  return new Map(
    line.split(' ').map(pair => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

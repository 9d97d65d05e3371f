import { createClient } from '@redis/client';
import type { RedisServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** Speaks to Redis. */
export const redisClient: TargetClient<RedisServiceTarget> = {
  secretField: 'password',
  connect: async ({ host, port }, { username, password }, name, onLost) => {
    const client = createClient({
      socket: { host, port, connectTimeout: 5_000, reconnectStrategy: false },
      ...{ username, password, name },
      commandOptions: { timeout: 5_000 },
    });
    client.on('error', onLost);
    try {
      await client.connect();
    } catch (error) {
      if (client.isOpen) client.destroy();
      throw error;
    }
    return {
      query: async () => {
        await client.get('orders');
      },
      close: async () => {
        if (client.isOpen) await client.close();
      },
    };
  },
  failureOf: error =>
    /^(WRONGPASS|NOAUTH)\b/.test(String(Object(error).message))
      ? 'refused'
      : 'unknown',
};

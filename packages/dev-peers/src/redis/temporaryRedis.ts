import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type RedisOptions, type RunningRedis } from './startRedis';

/** Starts a Redis in a new temporary folder; `stop` removes the folder. @public */
export async function startTemporaryRedis(
  options: Omit<RedisOptions, 'dataDir'> = {},
): Promise<RunningRedis> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-redis-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await startRedis({ ...options, dataDir });
    return {
      ...server,
      stop: async () => {
        await server.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

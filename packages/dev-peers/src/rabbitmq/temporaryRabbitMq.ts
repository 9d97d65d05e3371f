import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startRabbitMq,
  type RabbitMqOptions,
  type RunningRabbitMq,
} from './startRabbitMq';

/** Starts a RabbitMQ in a new temporary folder; `stop` removes the folder. @public */
export async function startTemporaryRabbitMq(
  options: Omit<RabbitMqOptions, 'dataDir'> = {},
): Promise<RunningRabbitMq> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keyturn-rabbitmq-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const server = await startRabbitMq({ ...options, dataDir });
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

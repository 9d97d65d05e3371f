import { connect } from 'amqplib';
import type { RabbitMqServiceTarget } from '../ServiceTarget';
import type { TargetClient } from '../TargetClient';

/** Speaks to RabbitMQ: a query opens a channel and declares a queue of its own. */
export const rabbitMqClient: TargetClient<RabbitMqServiceTarget> = {
  secretField: 'password',
  connect: async ({ host, port }, { username, password }, name, onLost) => {
    const connection = await connect(
      { hostname: host, port, username, password },
      { clientProperties: { connection_name: name }, timeout: 5_000 },
    );
    let isOpen = true;
    connection.on('error', onLost);
    connection.on('close', () => {
      isOpen = false;
    });
    return {
      query: async () => {
        const channel = await connection.createChannel();
        await channel.assertQueue('', { exclusive: true, autoDelete: true });
        await channel.close();
      },
      close: async () => {
        if (isOpen) await connection.close();
      },
    };
  },
  failureOf: error =>
    /\b403\b|ACCESS[-_]REFUSED/.test(String(Object(error).message))
      ? 'refused'
      : 'unknown',
};

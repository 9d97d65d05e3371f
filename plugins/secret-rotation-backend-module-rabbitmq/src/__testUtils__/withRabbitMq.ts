import {
  findRabbitMqServer,
  hasPeer,
  startTemporaryRabbitMq,
  type RabbitMqOptions,
  type RunningRabbitMq,
} from '@keyturn/dev-peers';

/** `describe` where the machine has a RabbitMQ, else skipped with the reason printed. */
export const describeOnRabbitMq = hasPeer({
  name: 'RabbitMQ',
  program: findRabbitMqServer(),
  variable: 'KEYTURN_RABBITMQ_SERVER',
})
  ? describe
  : describe.skip;

/** For the tests of one `describe`: one server, started before them and ended after them. */
export function withRabbitMq(
  options: Omit<RabbitMqOptions, 'dataDir'> = {},
): () => RunningRabbitMq {
  let server: RunningRabbitMq | undefined;
  beforeAll(async () => {
    server = await startTemporaryRabbitMq(options);
  }, 300_000);
  afterAll(() => server?.stop(), 60_000);
  return () => {
    if (!server) throw new Error('The server exists inside of tests only');
    return server;
  };
}

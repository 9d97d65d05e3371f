import {
  findRedisServer,
  hasPeer,
  startTemporaryRedis,
  type RedisOptions,
  type RunningRedis,
} from '@keyturn/dev-peers';

/** `describe` where the machine has a Redis, else skipped with the reason printed. */
export const describeOnRedis = hasPeer({
  name: 'Redis',
  program: findRedisServer(),
  variable: 'KEYTURN_REDIS_SERVER',
})
  ? describe
  : describe.skip;

/** For the tests of one `describe`: servers that are started before them and ended after them. */
export function withRedis(
  count = 1,
  options: Omit<RedisOptions, 'dataDir'> = {},
): () => RunningRedis[] {
  const servers: RunningRedis[] = [];
  beforeAll(async () => {
    for (let at = 0; at < count; at += 1) {
      servers.push(await startTemporaryRedis(options));
    }
  }, 60_000);
  afterAll(() => Promise.all(servers.map(server => server.stop())), 60_000);
  return () => servers;
}

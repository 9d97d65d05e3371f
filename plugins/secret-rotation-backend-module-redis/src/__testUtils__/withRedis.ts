import {
  findRedisServer,
  findValkeyServer,
  hasPeer,
  startTemporaryRedis,
  startTemporaryRedisCluster,
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

/** The same for Valkey. */
export const describeOnValkey = hasPeer({
  name: 'Valkey',
  program: findValkeyServer(),
  variable: 'KEYTURN_VALKEY_SERVER',
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

/** The same for the three primaries of one cluster. */
export function withRedisCluster(
  options: Pick<RedisOptions, 'product' | 'settings'> = {},
): () => RunningRedis[] {
  let nodes: RunningRedis[] = [];
  beforeAll(async () => {
    nodes = await startTemporaryRedisCluster(options);
  }, 120_000);
  afterAll(() => Promise.all(nodes.map(node => node.stop())), 60_000);
  return () => nodes;
}

/** The same for a primary and its replica. */
export function withReplicatedRedis(
  options: Omit<RedisOptions, 'dataDir' | 'replicaOf'> = {},
): () => RunningRedis[] {
  const servers: RunningRedis[] = [];
  beforeAll(async () => {
    const primary = await startTemporaryRedis(options);
    servers.push(primary);
    servers.push(await startTemporaryRedis({ ...options, replicaOf: primary }));
  }, 60_000);
  afterAll(async () => {
    for (const server of [...servers].reverse()) await server.stop();
  }, 60_000);
  return () => servers;
}

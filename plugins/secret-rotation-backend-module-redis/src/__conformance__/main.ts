import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import {
  findValkeyServer,
  startTemporaryRedis,
  startTemporaryRedisCluster,
  type RunningRedis,
} from '@keyturn/dev-peers';
import { aclUserInCluster, aclUserOn, TALKATIVE } from './peers';

async function main(): Promise<void> {
  const started: RunningRedis[] = [];
  const begin = async (options: Parameters<typeof startTemporaryRedis>[0]) => {
    const server = await startTemporaryRedis({ ...TALKATIVE, ...options });
    started.push(server);
    return server;
  };
  try {
    const primary = await begin({});
    const replica = await begin({ replicaOf: primary });
    const cluster = await startTemporaryRedisCluster(TALKATIVE);
    started.push(...cluster);
    const valkey = findValkeyServer() && (await begin({ product: 'valkey' }));
    if (!valkey) {
      process.stderr.write('not run: Valkey (set KEYTURN_VALKEY_SERVER)\n');
    }
    await runRotatorConformanceProgram(
      'redis',
      [
        aclUserOn('Redis, a primary and its replica', () => [primary, replica]),
        aclUserInCluster('Redis Cluster', () => cluster),
        ...(valkey ? [aclUserOn('Valkey', () => [valkey])] : []),
      ],
      process.argv.slice(2),
    );
  } finally {
    // A replica before its primary.
    for (const server of started.reverse()) await server.stop();
  }
}

main().catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startTemporaryRedis } from '@keyturn/dev-peers';
import { aclUserOn, TALKATIVE } from './peers';

async function main(): Promise<void> {
  const primary = await startTemporaryRedis(TALKATIVE);
  const replica = await startTemporaryRedis({
    ...TALKATIVE,
    replicaOf: primary,
  });
  try {
    await runRotatorConformanceProgram(
      'redis',
      [aclUserOn('Redis, a primary and its replica', () => [primary, replica])],
      process.argv.slice(2),
    );
  } finally {
    await replica.stop();
    await primary.stop();
  }
}

main().catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

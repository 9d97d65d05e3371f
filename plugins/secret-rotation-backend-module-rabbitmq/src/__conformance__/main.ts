import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startTemporaryRabbitMq } from '@keyturn/dev-peers';
import { alternatingUsersOn, TALKATIVE } from './peers';

async function main(): Promise<void> {
  const server = await startTemporaryRabbitMq(TALKATIVE);
  try {
    await runRotatorConformanceProgram(
      'rabbitmq',
      [alternatingUsersOn(() => server)],
      process.argv.slice(2),
    );
  } finally {
    await server.stop();
  }
}

main().catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

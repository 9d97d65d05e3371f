import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startTemporaryPostgres } from '@keyturn/dev-peers';
import { alternatingUsersOn, singleUserOn, TALKATIVE } from './peers';

async function main(): Promise<void> {
  const server = await startTemporaryPostgres(TALKATIVE);
  try {
    const peers = [
      alternatingUsersOn(() => server),
      singleUserOn(() => server),
    ];
    await runRotatorConformanceProgram(
      'postgres',
      peers,
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

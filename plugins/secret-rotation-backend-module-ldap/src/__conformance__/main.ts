import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startTemporarySlapd } from '@keyturn/dev-peers';
import { entryPasswordOn, TALKATIVE } from './peers';

async function main(): Promise<void> {
  const server = await startTemporarySlapd(TALKATIVE);
  try {
    await runRotatorConformanceProgram(
      'ldap',
      [entryPasswordOn(() => server)],
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

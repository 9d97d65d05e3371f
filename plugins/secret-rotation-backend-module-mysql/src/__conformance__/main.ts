import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { sqlServersForTests, type RunningSqlServer } from '@keyturn/dev-peers';
import { rotatorsOn, TALKATIVE_AND_STRANGE } from './peers';

async function main(): Promise<void> {
  const running: RunningSqlServer[] = [];
  try {
    const peers = [];
    for (const { name, isHere, start } of sqlServersForTests()) {
      if (!isHere) continue;
      const server = await start(TALKATIVE_AND_STRANGE);
      running.push(server);
      peers.push(...rotatorsOn(name, () => server));
    }
    await runRotatorConformanceProgram('mysql', peers, process.argv.slice(2));
  } finally {
    for (const server of running) await server.stop();
  }
}

main().catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

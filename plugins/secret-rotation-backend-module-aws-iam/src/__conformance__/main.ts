import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { startMotoInFolder } from '../__testUtils__/startMotoInFolder';
import { accessKeysOn } from './peers';

async function main(): Promise<void> {
  const moto = await startMotoInFolder();
  if (!moto) {
    process.exitCode = 1;
    return;
  }
  try {
    await runRotatorConformanceProgram(
      'aws-iam',
      [accessKeysOn(() => moto.address)],
      process.argv.slice(2),
    );
  } finally {
    await moto.stop();
  }
}

main().catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

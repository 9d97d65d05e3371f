import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { motoForTests, startMotoInFolder } from '@keyturn/dev-peers';
import { accessKeysOn } from './peers';

async function main(): Promise<void> {
  const { binary } = motoForTests();
  if (!binary) {
    process.exitCode = 1;
    return;
  }
  const moto = await startMotoInFolder(binary);
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

import { runManualRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { PROBED_PARTNER, UNTOLD_PARTNER } from '../manualPeers';

runManualRotatorConformanceProgram(
  'manual',
  [UNTOLD_PARTNER, PROBED_PARTNER],
  process.argv.slice(2),
).catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

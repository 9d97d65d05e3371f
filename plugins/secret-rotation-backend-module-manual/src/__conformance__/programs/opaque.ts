import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { DUAL_WEBHOOK, SINGLE_WEBHOOK } from '../opaquePeers';

runRotatorConformanceProgram(
  'opaque',
  [SINGLE_WEBHOOK, DUAL_WEBHOOK],
  process.argv.slice(2),
).catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

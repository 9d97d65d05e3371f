import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { serviceAccountsOnStandIn } from './peers';

runRotatorConformanceProgram(
  'gcp-service-account',
  [serviceAccountsOnStandIn],
  process.argv.slice(2),
).catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

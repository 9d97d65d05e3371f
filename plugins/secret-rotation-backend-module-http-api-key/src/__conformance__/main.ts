import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { misbehavingProvider } from './peers';

runRotatorConformanceProgram(
  'http-api-key',
  [misbehavingProvider],
  process.argv.slice(2),
).catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

import { runRotatorConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { dataKeysPeer } from './dataKeysPeer';
import { signingKeysPeer } from './signingKeysPeer';

runRotatorConformanceProgram(
  'keyset',
  [signingKeysPeer, dataKeysPeer],
  process.argv.slice(2),
).catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

import { runConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { localPeers, namedPeers } from './peers';

const named = namedPeers(process.env);
const peers = named.length > 0 ? named : localPeers();

runConformanceProgram('gcp', peers, process.argv.slice(2)).catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

import { runConformanceProgram } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { localPeers, namedPeer } from './peers';

const named = namedPeer(process.env);
// The stand-in comes first, moto after it.
const peers = named ? [named] : localPeers().slice(-1);

runConformanceProgram('aws', peers, process.argv.slice(2)).catch(error => {
  process.stderr.write(`The conformance run ended with ${error}\n`);
  process.exitCode = 1;
});

import { describeSecretStore } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { localPeers } from './__conformance__/peers';

jest.setTimeout(300_000);

localPeers().forEach(describeSecretStore);

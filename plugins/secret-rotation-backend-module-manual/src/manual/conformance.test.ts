import { describeManualRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { PROBED_PARTNER, UNTOLD_PARTNER } from '../__conformance__/manualPeers';

jest.setTimeout(60_000);

describeManualRotator(UNTOLD_PARTNER);
describeManualRotator(PROBED_PARTNER);

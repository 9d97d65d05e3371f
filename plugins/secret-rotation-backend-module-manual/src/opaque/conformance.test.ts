import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { DUAL_WEBHOOK, SINGLE_WEBHOOK } from '../__conformance__/opaquePeers';

describeRotator(SINGLE_WEBHOOK);
describeRotator(DUAL_WEBHOOK);

import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { serviceAccountsOnStandIn } from './__conformance__/peers';

jest.setTimeout(300_000);

describeRotator(serviceAccountsOnStandIn);

import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { dataKeysPeer } from './__conformance__/dataKeysPeer';
import { signingKeysPeer } from './__conformance__/signingKeysPeer';

jest.setTimeout(300_000);

describeRotator(signingKeysPeer);
describeRotator(dataKeysPeer);

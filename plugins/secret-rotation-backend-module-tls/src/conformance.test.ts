import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { fileAuthorityPeer } from './__conformance__/fileAuthorityPeer';

jest.setTimeout(300_000);

describeRotator(fileAuthorityPeer);

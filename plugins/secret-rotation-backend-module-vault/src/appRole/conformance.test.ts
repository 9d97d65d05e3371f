import { describeRotator } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { appRolePeer } from '../__conformance__/appRolePeer';
import { describeOnOpenBao } from '../__testUtils__/openBaoWorld';

jest.setTimeout(300_000);

describeOnOpenBao('the rotator of kind vault-approle', world => {
  describeRotator(appRolePeer(() => world().server));
});

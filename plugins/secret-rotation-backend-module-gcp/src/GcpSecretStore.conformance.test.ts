import { describeSecretStore } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { createGcpWorld } from './__testUtils__/gcpWorld';

jest.setTimeout(180_000);

describeSecretStore(
  'GcpSecretStore with readers of an alias, on the stand-in',
  () => createGcpWorld({ alias: 'current' }),
);
describeSecretStore(
  'GcpSecretStore with readers of latest, on the stand-in',
  () => createGcpWorld(),
);

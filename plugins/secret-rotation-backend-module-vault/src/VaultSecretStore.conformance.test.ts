import { describeSecretStore } from '@keyturn/backstage-plugin-secret-rotation-node/conformance';
import { secretsManagersForTests } from '@keyturn/dev-peers';
import { createVaultWorld } from './__testUtils__/vaultWorld';

jest.setTimeout(60_000);

for (const peer of secretsManagersForTests()) {
  describeSecretStore(`VaultSecretStore on ${peer.name}`, () =>
    createVaultWorld(peer),
  );
}

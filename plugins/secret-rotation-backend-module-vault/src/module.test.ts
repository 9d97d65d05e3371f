import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import vaultModule from './index';
import { VaultSecretStore } from './VaultSecretStore';

describe('the module', () => {
  it('adds the store of kind vault, which opens no connection when it is built', async () => {
    const addStore = jest.fn();
    await startTestBackend({
      features: [vaultModule],
      extensionPoints: [
        [
          secretRotationExtensionPoint,
          { addStore, addRotator: jest.fn(), addConsumer: jest.fn() },
        ],
      ],
    });

    expect(addStore).toHaveBeenCalledTimes(1);
    const [kind, factory] = addStore.mock.calls[0];
    expect(kind).toBe('vault');
    const config = new ConfigReader({
      kind: 'vault',
      address: 'https://vault.invalid',
      auth: { token: 'the-token' },
    });
    expect(factory({ name: 'vault-prod', config })).toBeInstanceOf(
      VaultSecretStore,
    );
  });
});

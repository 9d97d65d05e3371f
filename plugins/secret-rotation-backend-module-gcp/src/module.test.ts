import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { GcpSecretStore } from './GcpSecretStore';
import gcpModule from './index';

describe('the module', () => {
  it('adds the store of kind gcp, which looks for no credentials when it is built', async () => {
    const addStore = jest.fn();
    await startTestBackend({
      features: [gcpModule],
      extensionPoints: [
        [
          secretRotationExtensionPoint,
          { addStore, addRotator: jest.fn(), addConsumer: jest.fn() },
        ],
      ],
    });

    expect(addStore).toHaveBeenCalledTimes(1);
    const [kind, factory] = addStore.mock.calls[0];
    expect(kind).toBe('gcp');
    const config = new ConfigReader({
      kind: 'gcp',
      project: 'payments-prod',
      auth: { keyFile: '/nowhere/key.json' },
    });
    expect(factory({ name: 'gcp-prod', config })).toBeInstanceOf(
      GcpSecretStore,
    );
  });
});

import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AwsSecretStore } from './AwsSecretStore';
import awsModule from './index';

describe('the module', () => {
  it('adds the store of kind aws, which opens no connection when it is built', async () => {
    const addStore = jest.fn();
    await startTestBackend({
      features: [
        awsModule,
        mockServices.rootConfig.factory({
          data: { aws: { mainAccount: { region: 'eu-central-1' } } },
        }),
      ],
      extensionPoints: [
        [
          secretRotationExtensionPoint,
          { addStore, addRotator: jest.fn(), addConsumer: jest.fn() },
        ],
      ],
    });

    expect(addStore).toHaveBeenCalledTimes(1);
    const [kind, factory] = addStore.mock.calls[0];
    expect(kind).toBe('aws');
    const config = new ConfigReader({ kind: 'aws', region: 'eu-central-1' });
    expect(factory({ name: 'aws-prod', config })).toBeInstanceOf(
      AwsSecretStore,
    );
  });
});

import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { AccessKeyRotator } from './AccessKeyRotator';
import awsIamModule from './index';

it('the module adds the rotator of kind aws-iam, which opens no connection when it is built', async () => {
  const addRotator = jest.fn();
  await startTestBackend({
    features: [
      awsIamModule,
      mockServices.rootConfig.factory({
        data: { aws: { mainAccount: { region: 'eu-central-1' } } },
      }),
    ],
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addStore: jest.fn(), addRotator, addConsumer: jest.fn() },
      ],
    ],
  });

  expect(addRotator).toHaveBeenCalledTimes(1);
  const [kind, factory] = addRotator.mock.calls[0];
  expect(kind).toBe('aws-iam');
  const config = new ConfigReader({ kind });
  expect(factory({ name: 'aws', config })).toBeInstanceOf(AccessKeyRotator);
});

import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import gcpServiceAccountModule from './index';
import { ServiceAccountKeyRotator } from './ServiceAccountKeyRotator';

it('the module adds the rotator of kind gcp-service-account, which opens no connection when it is built', async () => {
  const addRotator = jest.fn();
  await startTestBackend({
    features: [gcpServiceAccountModule],
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addStore: jest.fn(), addRotator, addConsumer: jest.fn() },
      ],
    ],
  });

  expect(addRotator).toHaveBeenCalledTimes(1);
  const [kind, factory] = addRotator.mock.calls[0];
  expect(kind).toBe('gcp-service-account');
  const config = new ConfigReader({ kind });
  expect(factory({ name: 'gcp', config })).toBeInstanceOf(
    ServiceAccountKeyRotator,
  );
});

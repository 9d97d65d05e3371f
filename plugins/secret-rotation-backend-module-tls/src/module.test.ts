import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleTls from './index';

it('registers its kinds, and renews lists on every replica', async () => {
  const kinds: string[] = [];
  const scheduler = mockServices.scheduler.mock();
  const backend = await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        {
          addStore: () => undefined,
          addRotator: kind => kinds.push(kind),
          addConsumer: kind => kinds.push(kind),
        },
      ],
    ],
    features: [secretRotationModuleTls, scheduler.factory],
  });
  await backend.stop();

  expect(kinds).toEqual([
    'tls-ca',
    'tls-vault-pki',
    'tls-acme',
    'tls-handshake',
  ]);
  expect(scheduler.scheduleTask).toHaveBeenCalledWith(
    expect.objectContaining({ scope: 'local' }),
  );
});

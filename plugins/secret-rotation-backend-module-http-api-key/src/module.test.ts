import { startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { entryFor } from './__testUtils__/apiWorld';
import { HttpApiKeyRotator } from './HttpApiKeyRotator';
import httpApiKeyModule, { rotatorDeclarations } from './index';

it('the module adds the rotator of kind http-api-key, which is what it declares', async () => {
  const addRotator = jest.fn();
  await startTestBackend({
    features: [httpApiKeyModule],
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        { addStore: jest.fn(), addRotator, addConsumer: jest.fn() },
      ],
    ],
  });

  expect(addRotator).toHaveBeenCalledTimes(1);
  const [kind, factory] = addRotator.mock.calls[0];
  expect(kind).toBe('http-api-key');
  const config = new ConfigReader(entryFor('https://api.example.com', 'token'));
  const rotator = factory({ name: 'provider', config });
  expect(rotator).toBeInstanceOf(HttpApiKeyRotator);
  expect(rotatorDeclarations).toEqual([
    expect.objectContaining({
      kind,
      issues: rotator.issues,
      overlap: rotator.overlap,
      usage: rotator.usage,
      fencing: rotator.fencing,
    }),
  ]);
});

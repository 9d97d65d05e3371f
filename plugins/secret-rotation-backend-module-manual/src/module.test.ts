import { startTestBackend } from '@backstage/backend-test-utils';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleManual, { rotatorDeclarations } from './index';

it('registers its kinds, and declares each', async () => {
  const kinds: string[] = [];
  const consumers: string[] = [];
  const backend = await startTestBackend({
    extensionPoints: [
      [
        secretRotationExtensionPoint,
        {
          addStore: () => undefined,
          addRotator: kind => kinds.push(kind),
          addConsumer: kind => consumers.push(kind),
        },
      ],
    ],
    features: [secretRotationModuleManual],
  });
  await backend.stop();

  expect(kinds).toEqual(['opaque', 'manual']);
  expect(consumers).toEqual(['manual']);
  expect(new Set(rotatorDeclarations.map(({ kind }) => kind))).toEqual(
    new Set(kinds),
  );
});

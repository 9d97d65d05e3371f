import { startTestBackend } from '@backstage/backend-test-utils';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import secretRotationModuleKeyset, { rotatorDeclarations } from './index';

it('registers its kinds, and declares each', async () => {
  const kinds: string[] = [];
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
    features: [secretRotationModuleKeyset],
  });
  await backend.stop();

  expect(kinds).toEqual(['keyset']);
  expect(new Set(rotatorDeclarations.map(({ kind }) => kind))).toEqual(
    new Set(kinds),
  );
});

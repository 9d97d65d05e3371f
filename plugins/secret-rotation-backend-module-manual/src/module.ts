import { createBackendModule } from '@backstage/backend-plugin-api';
import { secretRotationExtensionPoint } from '@keyturn/backstage-plugin-secret-rotation-node';
import { PeopleConsumer } from './consumer/PeopleConsumer';
import { readPeopleConsumerSettings } from './consumer/settings';
import { PeopleRotator } from './manual/PeopleRotator';
import { readManualSettings } from './manual/settings';
import { OpaqueRotator } from './opaque/OpaqueRotator';
import { readOpaqueSettings } from './opaque/settings';

/** Adds rotators of the kinds `opaque` and `manual`, and consumers of the kind `manual`. @public */
export const secretRotationModuleManual = createBackendModule({
  pluginId: 'secret-rotation',
  moduleId: 'manual',
  register(env) {
    env.registerInit({
      deps: { secretRotation: secretRotationExtensionPoint },
      async init({ secretRotation }) {
        secretRotation.addRotator(
          'opaque',
          entry => new OpaqueRotator(readOpaqueSettings(entry)),
        );
        secretRotation.addRotator(
          'manual',
          entry => new PeopleRotator(readManualSettings(entry)),
        );
        secretRotation.addConsumer(
          'manual',
          entry => new PeopleConsumer(readPeopleConsumerSettings(entry)),
        );
      },
    });
  },
});

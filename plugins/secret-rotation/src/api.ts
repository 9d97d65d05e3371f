import { createApiRef } from '@backstage/frontend-plugin-api';
import type { SecretRotationApi } from '@keyturn/backstage-plugin-secret-rotation-common';

/** How the portal reaches the backend plugin. @public */
export const secretRotationApiRef = createApiRef<SecretRotationApi>({
  id: 'plugin.secret-rotation.api',
});

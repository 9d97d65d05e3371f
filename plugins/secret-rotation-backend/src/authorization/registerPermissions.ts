import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { secretRotationPermissions } from '@keyturn/backstage-plugin-secret-rotation-common';
import type { RotationService } from '../api/RotationService';
import {
  secretPermissionResourceRef,
  secretPermissionRules,
} from './secretPermissionRules';

/**
 * Makes the permissions and their resource type known to the permission framework. The facts are loaded without a
 * check: they are what the check is made of, and they go to the framework alone.
 * @internal
 */
export function registerPermissions(
  registry: PermissionsRegistryService,
  service: Pick<RotationService, 'factsOfRefs'>,
): void {
  registry.addResourceType({
    resourceRef: secretPermissionResourceRef,
    permissions: secretRotationPermissions,
    rules: Object.values(secretPermissionRules),
    getResources: refs => service.factsOfRefs(refs),
  });
}

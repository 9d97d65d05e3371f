import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  secretCancelPermission,
  secretCompletePermission,
  secretEnrolPermission,
  secretPlanPermission,
  secretReadPermission,
  secretRecheckPermission,
  secretReleasePermission,
  secretResolvePermission,
  secretStartPermission,
  unmanagedReadPermission,
  type Action,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** Which permission each action needs. @internal */
export const ACTION_PERMISSIONS: Readonly<Record<Action, ResourcePermission>> =
  {
    plan: secretPlanPermission,
    start: secretStartPermission,
    enrol: secretEnrolPermission,
    complete: secretCompletePermission,
    adopt: secretResolvePermission,
    retry: secretResolvePermission,
    release: secretReleasePermission,
    recheck: secretRecheckPermission,
    rollback: secretCancelPermission,
    cancel: secretCancelPermission,
  };

/** Every permission that is decided about. @internal */
export const DECIDED_PERMISSIONS: readonly ResourcePermission[] = [
  secretReadPermission,
  unmanagedReadPermission,
  ...new Set(Object.values(ACTION_PERMISSIONS)),
];

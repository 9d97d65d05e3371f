import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  secretCancelPermission,
  secretEnrolPermission,
  secretPlanPermission,
  secretReadPermission,
  secretRecheckPermission,
  secretStartPermission,
  type Action,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** Which permission each action needs. @internal */
export const ACTION_PERMISSIONS: Readonly<Record<Action, ResourcePermission>> =
  {
    plan: secretPlanPermission,
    start: secretStartPermission,
    enrol: secretEnrolPermission,
    recheck: secretRecheckPermission,
    rollback: secretCancelPermission,
    cancel: secretCancelPermission,
  };

/** Every permission that is decided about. @internal */
export const DECIDED_PERMISSIONS: readonly ResourcePermission[] = [
  secretReadPermission,
  ...new Set(Object.values(ACTION_PERMISSIONS)),
];

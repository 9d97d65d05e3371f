import {
  createPermission,
  type Permission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';

/** The permission resource type of a secret. Its rules live in the backend plugin. @public */
export const RESOURCE_TYPE_SECRET = 'secret-rotation-secret';

function secretPermission(
  verb: string,
  action: 'read' | 'update',
): ResourcePermission<typeof RESOURCE_TYPE_SECRET> {
  return createPermission({
    name: `secret-rotation.secret.${verb}`,
    attributes: { action },
    resourceType: RESOURCE_TYPE_SECRET,
  });
}

/** See a secret's age, versions, consumers and runs. Never its value: nobody sees that. @public */
export const secretReadPermission = secretPermission('read', 'read');
/** Compute a plan, which probes the store and the target without writing. @public */
export const secretPlanPermission = secretPermission('plan', 'read');
/** Start a rotation. @public */
export const secretStartPermission = secretPermission('start', 'update');
/** Ask a waiting or blocked run to look again now. @public */
export const secretRecheckPermission = secretPermission('recheck', 'update');
/** Say what becomes of a version that somebody else wrote while a run went on: adopt or replace it. @public */
export const secretResolvePermission = secretPermission('resolve', 'update');
/** Let a run go on without a consumer that vanished from the catalog, though it proved nothing. @public */
export const secretReleasePermission = secretPermission('release', 'update');
/** Cancel a run that has not touched the target yet, or roll one back. @public */
export const secretCancelPermission = secretPermission('cancel', 'update');
/** Allow Keyturn to act on a binding of secret, store path and account. @public */
export const secretEnrolPermission = secretPermission('enrol', 'update');

/** Every permission of the plugin, for policies and for the permission registry. @public */
export const secretRotationPermissions: Permission[] = [
  secretReadPermission,
  secretPlanPermission,
  secretStartPermission,
  secretRecheckPermission,
  secretResolvePermission,
  secretReleasePermission,
  secretCancelPermission,
  secretEnrolPermission,
];

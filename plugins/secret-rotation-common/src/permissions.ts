import {
  createPermission,
  type Permission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';

/** The permission resource type of a secret. Its rules live in the backend plugin. @public */
export const RESOURCE_TYPE_SECRET = 'secret-rotation-secret';

function permission(
  name: string,
  action: 'read' | 'update',
): ResourcePermission<typeof RESOURCE_TYPE_SECRET> {
  return createPermission({
    name: `secret-rotation.${name}`,
    attributes: { action },
    resourceType: RESOURCE_TYPE_SECRET,
  });
}

/** See a secret's age, versions, consumers and runs. Never its value: nobody sees that. @public */
export const secretReadPermission = permission('secret.read', 'read');
/** Compute a plan, which probes the store and the target without writing. @public */
export const secretPlanPermission = permission('secret.plan', 'read');
/** Start a rotation. @public */
export const secretStartPermission = permission('secret.start', 'update');
/** Ask a waiting or blocked run to look again now. @public */
export const secretRecheckPermission = permission('secret.recheck', 'update');
/** Say that a task which only a person can do is done. @public */
export const secretCompletePermission = permission('secret.complete', 'update');
/** Say what becomes of a version that somebody else wrote while a run went on: adopt or replace it. @public */
export const secretResolvePermission = permission('secret.resolve', 'update');
/** Let a run go on without a consumer that vanished from the catalog, though it proved nothing. @public */
export const secretReleasePermission = permission('secret.release', 'update');
/** Cancel a run that has not touched the target yet, or roll one back. @public */
export const secretCancelPermission = permission('secret.cancel', 'update');
/** Allow Keyturn to act on a binding of secret, store path and account. @public */
export const secretEnrolPermission = permission('secret.enrol', 'update');

/**
 * See by name what stores hold and no catalog entity claims. Of the rules only `usesStore` can hold: nobody owns these,
 * and they are in no namespace.
 * @public
 */
export const unmanagedReadPermission = permission('unmanaged.read', 'read');

/** Every permission of the plugin, for policies and for the permission registry. @public */
export const secretRotationPermissions: Permission[] = [
  secretReadPermission,
  secretPlanPermission,
  secretStartPermission,
  secretRecheckPermission,
  secretCompletePermission,
  secretResolvePermission,
  secretReleasePermission,
  secretCancelPermission,
  secretEnrolPermission,
  unmanagedReadPermission,
];

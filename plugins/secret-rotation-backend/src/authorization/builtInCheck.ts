import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  secretCompletePermission,
  secretEnrolPermission,
  secretReadPermission,
  secretReleasePermission,
  unmanagedReadPermission,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { SecretFacts } from './SecretFacts';

/** Who asks, as far as decisions need to know. @internal */
export type Principal =
  | { kind: 'user'; ref: string; ownershipRefs: ReadonlySet<string> }
  | {
      kind: 'service';
      subject: string;
      /** The permissions that the operator named for this service's token in app-config. */
      namedPermissions: ReadonlySet<string>;
    };

/** What `spec.owner` is no grant for. */
const NOT_FOR_OWNERS: ReadonlySet<string> = new Set([
  secretEnrolPermission.name,
  secretReleasePermission.name,
]);

/** What every service may do without being named: it writes nothing and shows no value. */
const FOR_EVERY_SERVICE: ReadonlySet<string> = new Set([
  secretReadPermission.name,
  unmanagedReadPermission.name,
]);

/** What the operator said about the built-in check. @internal */
export interface CheckSettings {
  fallbackOwner: string;
  ownerCheck: boolean;
}

/**
 * The check that holds besides the permission framework. Pure.
 *
 * Users: everybody reads; the owner in the catalog and the members of `fallbackOwner` act on runs; only the members of
 * `fallbackOwner` enrol and release. `spec.owner` does not count for these: whoever can edit a catalog file could write
 * their own name there and aim Keyturn's power, or take a consumer out and cut it off. Only the members of `fallbackOwner`
 * see what nobody manages: it has no owner. `ownerCheck: false` leaves users to the framework alone.
 *
 * Services: every service may read. For anything else the operator must have named the permission in the access
 * restrictions of the service's token (`backend.auth.externalAccess[].accessRestrictions[].permission`): the framework
 * allows every unrestricted service everything, so its answer alone says nothing. `ownerCheck` does not change this.
 * A task that names a person is theirs alone, or that of the named group's members: it is their word that the run goes
 * by. The operator named them, so they need not own the secret. No service gives a word, and `ownerCheck` does not change
 * this.
 * @internal
 */
export function builtInCheckAllows(
  permission: ResourcePermission,
  principal: Principal,
  facts: SecretFacts,
  settings: CheckSettings,
): boolean {
  if (permission.name === secretReadPermission.name) return true;
  if (permission.name === secretCompletePermission.name && facts.assignee) {
    return isAssignee(principal, facts.assignee);
  }
  if (principal.kind === 'service') {
    return (
      FOR_EVERY_SERVICE.has(permission.name) ||
      principal.namedPermissions.has(permission.name)
    );
  }
  if (!settings.ownerCheck) return true;
  if (principal.ownershipRefs.has(settings.fallbackOwner)) return true;
  if (NOT_FOR_OWNERS.has(permission.name)) return false;
  return facts.owner !== undefined && principal.ownershipRefs.has(facts.owner);
}

function isAssignee(principal: Principal, assignee: string): boolean {
  return (
    principal.kind === 'user' &&
    (principal.ref.toLocaleLowerCase('en-US') === assignee ||
      principal.ownershipRefs.has(assignee))
  );
}

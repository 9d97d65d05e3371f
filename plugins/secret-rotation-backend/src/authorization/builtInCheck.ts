import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  secretEnrolPermission,
  secretReadPermission,
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

/** What the operator said about the built-in check. @internal */
export interface CheckSettings {
  fallbackOwner: string;
  ownerCheck: boolean;
}

/**
 * The check that holds besides the permission framework. Pure.
 *
 * Users: everybody reads; the owner in the catalog and the members of `fallbackOwner` act on runs; only the members of
 * `fallbackOwner` enrol. `spec.owner` does not count for enrolment: whoever can edit a catalog file could write
 * their own name there and aim Keyturn's power. `ownerCheck: false` leaves users to the framework alone.
 *
 * Services: every service may read. For anything else the operator must have named the permission in the access
 * restrictions of the service's token (`backend.auth.externalAccess[].accessRestrictions[].permission`): the framework
 * allows every unrestricted service everything, so its answer alone says nothing. `ownerCheck` does not change this.
 * @internal
 */
export function builtInCheckAllows(
  permission: ResourcePermission,
  principal: Principal,
  facts: SecretFacts,
  settings: CheckSettings,
): boolean {
  if (permission.name === secretReadPermission.name) return true;
  if (principal.kind === 'service') {
    return principal.namedPermissions.has(permission.name);
  }
  if (!settings.ownerCheck) return true;
  if (principal.ownershipRefs.has(settings.fallbackOwner)) return true;
  if (permission.name === secretEnrolPermission.name) return false;
  return facts.owner !== undefined && principal.ownershipRefs.has(facts.owner);
}

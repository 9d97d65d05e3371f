import { NotAllowedError } from '@backstage/errors';
import type {
  PermissionCriteria,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
  type PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  secretCompletePermission,
  secretReadPermission,
  unmanagedReadPermission,
  type Action,
  type Actor,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { ACTION_PERMISSIONS } from './actionPermissions';
import {
  builtInCheckAllows,
  type CheckSettings,
  type Principal,
} from './builtInCheck';
import type { SecretFacts } from './SecretFacts';
import type { SecretScope } from './SecretScope';

/** The rules by which conditional decisions are meant, those of third parties included. @internal */
export type SecretRuleset = PermissionRuleset<SecretFacts, SecretScope>;

/** The facts of what no entity claims, besides its store. */
const UNCLAIMED: Omit<SecretFacts, 'store'> = {
  entityRef: '',
  namespace: '',
  rotator: '',
  policy: '',
};

function scopeOf(criteria: PermissionCriteria<SecretScope>): SecretScope {
  if (isAndCriteria(criteria)) {
    return { kind: 'allOf', scopes: criteria.allOf.map(scopeOf) };
  }
  if (isOrCriteria(criteria)) {
    return { kind: 'anyOf', scopes: criteria.anyOf.map(scopeOf) };
  }
  if (isNotCriteria(criteria)) {
    return { kind: 'not', scope: scopeOf(criteria.not) };
  }
  return criteria;
}

/** A policy that answers with conditions nobody can apply is a fault of ours to the caller, never a bad request. */
function applied<T>(apply: () => T): T {
  try {
    return apply();
  } catch {
    throw new Error(
      'The permission policy answered with a condition that cannot be applied',
    );
  }
}

/**
 * What one caller may, for the length of one call. The framework was asked once; every question after that is answered
 * from its decisions, so a page of rows costs no more than one row.
 * @internal
 */
export class Grants {
  readonly #principal: Principal;
  readonly #decisions: ReadonlyMap<string, PolicyDecision>;
  readonly #settings: CheckSettings;
  readonly #ruleset: SecretRuleset;

  constructor(options: {
    principal: Principal;
    /** The framework's decision by the name of the permission. */
    decisions: ReadonlyMap<string, PolicyDecision>;
    settings: CheckSettings;
    ruleset: SecretRuleset;
  }) {
    this.#principal = options.principal;
    this.#decisions = options.decisions;
    this.#settings = options.settings;
    this.#ruleset = options.ruleset;
  }

  /** Who asks, for the audit trail. */
  get actor(): Actor {
    return this.#principal.kind === 'user'
      ? { kind: 'user', ref: this.#principal.ref }
      : { kind: 'service', ref: this.#principal.subject };
  }

  /** The decision about one secret: the framework's first, then the built-in check. A permission not asked for is denied. */
  may(permission: ResourcePermission, facts: SecretFacts): boolean {
    const decision = this.#decisions.get(permission.name);
    return (
      decision !== undefined &&
      applied(() =>
        createConditionAuthorizer(this.#ruleset)(decision, facts),
      ) &&
      builtInCheckAllows(permission, this.#principal, facts, this.#settings)
    );
  }

  /**
   * {@link Grants.may}, or else.
   * @throws NotAllowedError
   */
  require(permission: ResourcePermission, facts: SecretFacts): void {
    if (!this.may(permission, facts)) {
      if (
        permission.name === secretCompletePermission.name &&
        facts.assignee !== undefined
      ) {
        throw new NotAllowedError(
          `This is the task of ${facts.assignee}: nobody else can say that it is done`,
        );
      }
      throw new NotAllowedError(
        `This needs the permission ${permission.name} for this secret`,
      );
    }
  }

  /** The actions that the caller may take on a secret, whatever its state allows. */
  actions(facts: SecretFacts): Set<Action> {
    const actions = Object.keys(ACTION_PERMISSIONS) as Action[];
    return new Set(
      actions.filter(action => this.may(ACTION_PERMISSIONS[action], facts)),
    );
  }

  /** The secrets that the caller may read. The built-in check narrows nothing here: everybody may read. */
  get readable(): SecretScope {
    const decision = this.#decisions.get(secretReadPermission.name);
    switch (decision?.result) {
      case 'ALLOW':
        return { kind: 'all' };
      case 'CONDITIONAL':
        return applied(() =>
          scopeOf(
            createConditionTransformer(this.#ruleset)(decision.conditions),
          ),
        );
      default:
        return { kind: 'none' };
    }
  }

  /**
   * {@link Grants.readable}, for lists.
   * @throws NotAllowedError when that is nothing at all: an empty list would say that there are no secrets
   */
  requireReadable(): SecretScope {
    const scope = this.readable;
    if (scope.kind === 'none') {
      throw new NotAllowedError(
        `This needs the permission ${secretReadPermission.name}`,
      );
    }
    return scope;
  }

  /**
   * Those of some stores into which the caller may see beyond what the catalog claims. What lies there has no owner and
   * no namespace.
   * @throws NotAllowedError when there are stores and the caller may see into none
   */
  requireStores(stores: readonly string[]): string[] {
    const seen = stores.filter(store =>
      this.may(unmanagedReadPermission, { ...UNCLAIMED, store }),
    );
    if (stores.length > 0 && seen.length === 0) {
      throw new NotAllowedError(
        `This needs the permission ${unmanagedReadPermission.name}`,
      );
    }
    return seen;
  }
}

import type {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { Action } from '@keyturn/backstage-plugin-secret-rotation-common';
import { DECIDED_PERMISSIONS } from './actionPermissions';
import type { CheckSettings, Principal } from './builtInCheck';
import { Grants, type SecretRuleset } from './Grants';
import type { SecretFacts } from './SecretFacts';
import type { SecretScope } from './SecretScope';

/**
 * The one place where it is decided who may do what. HTTP, actions and events all come through here.
 * @internal
 */
export class Authorization {
  readonly #auth: AuthService;
  readonly #permissions: PermissionsService;
  readonly #userInfo: UserInfoService;
  readonly #settings: CheckSettings;
  readonly #ruleset: SecretRuleset;

  constructor(options: {
    auth: AuthService;
    permissions: PermissionsService;
    userInfo: UserInfoService;
    settings: CheckSettings;
    /** From the permission registry, so that rules of third parties count too. */
    ruleset: SecretRuleset;
  }) {
    this.#auth = options.auth;
    this.#permissions = options.permissions;
    this.#userInfo = options.userInfo;
    this.#settings = options.settings;
    this.#ruleset = options.ruleset;
  }

  /**
   * Asks the framework once and says what the caller may.
   * @throws AuthenticationError when nobody is behind the credentials
   */
  async grantsOf(
    credentials: BackstageCredentials,
    permissions: readonly ResourcePermission[] = DECIDED_PERMISSIONS,
  ): Promise<Grants> {
    const principal = await this.#principalOf(credentials);
    const decisions = await this.#permissions.authorizeConditional(
      permissions.map(permission => ({ permission })),
      { credentials },
    );
    return new Grants({
      principal,
      decisions: new Map(
        permissions.map((permission, i) => [permission.name, decisions[i]]),
      ),
      settings: this.#settings,
      ruleset: this.#ruleset,
    });
  }

  /**
   * Decides about one secret.
   * @throws NotAllowedError or AuthenticationError
   */
  async authorize(
    credentials: BackstageCredentials,
    permission: ResourcePermission,
    facts: SecretFacts,
  ): Promise<void> {
    (await this.grantsOf(credentials, [permission])).require(permission, facts);
  }

  /** The secrets that the caller may read. */
  async scopeFor(credentials: BackstageCredentials): Promise<SecretScope> {
    return (await this.grantsOf(credentials)).readable;
  }

  /** The actions that the caller may take on each of several secrets. Asks the framework once for all of them. */
  async permitted(
    credentials: BackstageCredentials,
    facts: SecretFacts[],
  ): Promise<Array<Set<Action>>> {
    const grants = await this.grantsOf(credentials);
    return facts.map(it => grants.actions(it));
  }

  async #principalOf(credentials: BackstageCredentials): Promise<Principal> {
    if (this.#auth.isPrincipal(credentials, 'user')) {
      const info = await this.#userInfo.getUserInfo(credentials);
      return {
        kind: 'user',
        ref: info.userEntityRef,
        ownershipRefs: new Set(
          info.ownershipEntityRefs.map(ref => ref.toLocaleLowerCase('en-US')),
        ),
      };
    }
    if (this.#auth.isPrincipal(credentials, 'service')) {
      const { subject, accessRestrictions } = credentials.principal;
      return {
        kind: 'service',
        subject,
        namedPermissions: new Set(accessRestrictions?.permissionNames),
      };
    }
    throw new AuthenticationError('Sign in first');
  }
}

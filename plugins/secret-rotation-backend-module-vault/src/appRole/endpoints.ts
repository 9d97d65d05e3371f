import { policyLine, type KvEndpoint } from '../kv/endpoints';

/** The API paths of one role of an AppRole method. What is listed here is all that its rotation touches. */
export class AppRoleEndpoints {
  readonly #role: string;

  /** @param mount - of the login method */
  constructor(mount: string, role: string) {
    this.#role = `auth/${mount}/role/${role}`;
  }

  /** How the role is set up. */
  settings(): KvEndpoint {
    return this.#endpoint('vault-approle.role', 'read the role', '', ['read']);
  }

  /** The id by which the role is named at a login. */
  roleId(): KvEndpoint {
    return this.#endpoint(
      'vault-approle.role-id',
      "read the role's id",
      '/role-id',
      ['read'],
    );
  }

  /** Where secret ids are issued, and their accessors listed. */
  secretIds(): KvEndpoint {
    return this.#endpoint(
      'vault-approle.secret-id',
      'issue secret ids and list their accessors',
      '/secret-id',
      ['list', 'update'],
    );
  }

  /** What is known of a secret id. */
  lookup(): KvEndpoint {
    return this.#endpoint(
      'vault-approle.lookup',
      'look up secret ids by their accessors',
      '/secret-id-accessor/lookup',
      ['update'],
    );
  }

  /** Where secret ids are destroyed. */
  destroy(): KvEndpoint {
    return this.#endpoint(
      'vault-approle.destroy',
      'destroy secret ids by their accessors',
      '/secret-id-accessor/destroy',
      ['update'],
    );
  }

  /** Everything that a rotation needs. */
  all(): KvEndpoint[] {
    return [
      this.settings(),
      this.roleId(),
      this.secretIds(),
      this.lookup(),
      this.destroy(),
    ];
  }

  #endpoint(
    code: string,
    right: string,
    below: string,
    capabilities: string[],
  ): KvEndpoint {
    const path = `${this.#role}${below}`;
    const policy = policyLine(path, capabilities);
    return { code, right, path, capabilities, policy };
  }
}

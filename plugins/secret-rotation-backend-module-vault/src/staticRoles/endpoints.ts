import {
  MisconfiguredError,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { isUsablePath, policyLine, type KvEndpoint } from '../kv/endpoints';

/** The API paths of one database secrets engine. What is listed here is all that a delegated rotation touches. */
export class RoleEndpoints {
  readonly #mount: string;

  constructor(mount: string) {
    this.#mount = mount;
  }

  /** How the role is set up. */
  role(place: StorePath): KvEndpoint {
    return this.#endpoint('static-roles', place, {
      code: 'vault.static-role-settings',
      right: 'read how the static role is set up',
      capabilities: ['read'],
    });
  }

  /** The password that is valid now. */
  credentials(place: StorePath): KvEndpoint {
    return this.#endpoint('static-creds', place, {
      code: 'vault.static-credentials',
      right: "read the static role's credentials",
      capabilities: ['read'],
    });
  }

  /** Where the role is rotated now. */
  rotation(place: StorePath): KvEndpoint {
    return this.#endpoint('rotate-role', place, {
      code: 'vault.rotate-role',
      right: 'have the static role rotated',
      capabilities: ['update'],
    });
  }

  #endpoint(
    api: string,
    { path: role }: StorePath,
    what: Pick<KvEndpoint, 'code' | 'right' | 'capabilities'>,
  ): KvEndpoint {
    if (role.includes('/') || !isUsablePath(role)) {
      throw new MisconfiguredError(
        'spec.rotation.path is not the name of a static role',
        'Write the name alone, for example payments',
      );
    }
    const path = `${this.#mount}/${api}/${role}`;
    return { ...what, path, policy: policyLine(path, what.capabilities) };
  }
}

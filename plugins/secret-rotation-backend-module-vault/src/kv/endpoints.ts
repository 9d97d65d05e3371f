import {
  MisconfiguredError,
  type StagePlace,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VaultEndpoint } from '../client/VaultClient';

/** An endpoint of the KV engine, with the rights that a rotation needs on it. */
export interface KvEndpoint extends VaultEndpoint {
  /** Stable code of the check that looks for these rights. */
  readonly code: string;
  readonly capabilities: readonly string[];
}

/** The API paths of one KV v2 mount. What is listed here is all that a rotation touches. */
export class KvEndpoints {
  readonly #mount: string;
  readonly #staging: string;

  constructor(options: { mount: string; staging: string }) {
    this.#mount = options.mount;
    this.#staging = options.staging;
  }

  /** @throws MisconfiguredError when a path is none, or lies where it must not */
  requirePath(place: StorePath): void {
    this.#own(place);
  }

  /** What is mounted there. Whoever may do anything below a mount may ask. */
  mount(): VaultEndpoint {
    return {
      path: `sys/internal/ui/mounts/${this.#mount}`,
      right: "see a KV engine at the store's mount",
      // The server says the same of a mount that is not there and of one that the token may do nothing below.
      first: 'Correct mount in the entry of the store, if it is wrong',
      policy: this.config().policy,
    };
  }

  /** Settings of the whole mount. */
  config(): KvEndpoint {
    return endpoint('vault.config', 'read the settings of the KV engine', {
      path: `${this.#mount}/config`,
      capabilities: ['read'],
    });
  }

  /** The one value that an engine of version 1 has at a path. */
  unversioned(place: StorePath): KvEndpoint {
    return endpoint('vault.data', 'read the secret', {
      path: `${this.#mount}/${this.#own(place)}`,
      capabilities: ['read'],
    });
  }

  /** The versions that consumers read. */
  data(place: StorePath): KvEndpoint {
    return endpoint('vault.data', 'read and write the secret', {
      path: `${this.#mount}/data/${this.#own(place)}`,
      capabilities: ['create', 'read', 'update'],
    });
  }

  /** What is known of the versions, and the marker of the newest run. */
  metadata(place: StorePath): KvEndpoint {
    return endpoint(
      'vault.metadata',
      "read the secret's versions and mark its promotion",
      {
        path: `${this.#mount}/metadata/${this.#own(place)}`,
        capabilities: ['patch', 'read'],
      },
    );
  }

  /** Where versions are destroyed. */
  destroy(place: StorePath): KvEndpoint {
    return endpoint('vault.destroy', 'destroy old versions of the secret', {
      path: `${this.#mount}/destroy/${this.#own(place)}`,
      capabilities: ['update'],
    });
  }

  /** Where a run's new value waits. */
  stagedData(place: StagePlace): KvEndpoint {
    return endpoint('vault.staged-data', 'stage a new value', {
      path: `${this.#mount}/data/${this.#staged(place)}`,
      policyPath: `${this.#mount}/data/${this.#stagingFolder(place)}/+`,
      capabilities: ['create', 'read', 'update'],
    });
  }

  /** What remains of a staged value until it is deleted with all its versions. */
  stagedMetadata(place: StagePlace): KvEndpoint {
    return endpoint('vault.staged-metadata', 'remove a staged value', {
      path: `${this.#mount}/metadata/${this.#staged(place)}`,
      policyPath: `${this.#mount}/metadata/${this.#stagingFolder(place)}/+`,
      capabilities: ['delete'],
    });
  }

  /** The names below a folder, which is empty or ends with a slash. */
  folder(folder: string, version: 1 | 2): KvEndpoint {
    const root = version === 1 ? this.#mount : `${this.#mount}/metadata`;
    return endpoint('vault.list', 'list everything that the store holds', {
      path: `${root}/${folder}`,
      policyPath: `${root}/${folder}*`,
      capabilities: ['list'],
    });
  }

  /** Whether a path or a folder lies where new values wait. */
  isStaging(path: string): boolean {
    return `${path}/`.startsWith(`${this.#staging}/`);
  }

  #own({ path }: StorePath): string {
    if (!isUsablePath(path)) {
      throw new MisconfiguredError(
        'spec.rotation.path is not a path of the store',
        'Write it without mount, empty parts, dots and leading slash, for example payments/db-login',
      );
    }
    if (this.isStaging(path)) {
      throw new MisconfiguredError(
        'spec.rotation.path lies where new values wait',
        'Choose a path outside the staging folder of the store',
      );
    }
    return path;
  }

  #stagingFolder(place: StagePlace): string {
    return `${this.#staging}/${this.#own(place)}`;
  }

  #staged(place: StagePlace): string {
    return `${this.#stagingFolder(place)}/${place.runId}`;
  }
}

/** Whether a path means the same to us, in a URL and in a policy. */
export function isUsablePath(path: string): boolean {
  // Dots would be resolved by the URL, also when encoded: the request would go to another path.
  return path
    .split('/')
    .every(part => /^(?!\.{1,2}$)[^\s\p{C}*+]+$/u.test(part));
}

function endpoint(
  code: string,
  right: string,
  at: { path: string; policyPath?: string; capabilities: string[] },
): KvEndpoint {
  const { path, policyPath = path, capabilities } = at;
  return {
    code,
    right,
    path,
    capabilities,
    policy: policyLine(policyPath, capabilities),
  };
}

/** A line of a policy in HCL. */
export function policyLine(
  path: string,
  capabilities: readonly string[],
): string {
  return `path ${JSON.stringify(path)} { capabilities = [${capabilities
    .map(capability => JSON.stringify(capability))
    .join(', ')}] }`;
}

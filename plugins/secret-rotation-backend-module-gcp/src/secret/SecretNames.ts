import {
  MisconfiguredError,
  type StagePlace,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  SECRET_RIGHTS,
  STAGING_RIGHTS,
  type SecretRights,
} from '../client/rights';

/** A secret's name, and the rights that are needed to work on it. */
export interface SecretAddress {
  readonly parent: string;
  readonly id: string;
  /** Both in one. */
  readonly name: string;
  readonly rights: SecretRights;
}

const SECRET_ID = /^[A-Za-z0-9_-]+$/;
const MAX_ID_LENGTH = 255;
// `_` and the longest name of a run.
const ROOM_FOR_RUN = 24;

/** The secrets of one store: those that are rotated, and those beside them where new values wait. */
export class SecretNames {
  readonly #parent: string;
  readonly #staging: string;

  constructor(options: {
    project: string;
    location?: string;
    staging: string;
  }) {
    const { project, location, staging } = options;
    this.#parent = `projects/${project}${
      location === undefined ? '' : `/locations/${location}`
    }`;
    this.#staging = staging;
  }

  /** The secret that consumers read. */
  own({ path }: StorePath): SecretAddress {
    const room = MAX_ID_LENGTH - ROOM_FOR_RUN - this.#staging.length - 1;
    if (!SECRET_ID.test(path) || path.length > room) {
      throw new MisconfiguredError(
        'spec.rotation.path is not the id of a secret',
        `Write the id alone: letters, digits, - and _, at most ${room} of them, for example payments-db-login`,
      );
    }
    if (this.#isStaging(path)) {
      throw new MisconfiguredError(
        'spec.rotation.path is a secret where new values wait',
        'Choose a secret whose id does not begin with the staging prefix of the store',
      );
    }
    return this.#address(path, SECRET_RIGHTS);
  }

  /** The secret in which a run's new value waits. */
  staged({ path, runId }: StagePlace): SecretAddress {
    // Nothing before the last `_` is the run's name, so no two runs share a secret.
    if (!/^[A-Za-z0-9-]{1,20}$/.test(runId)) {
      throw new MisconfiguredError(
        "The run's name cannot be part of a secret's id",
        'This is a fault of the engine, please report it',
      );
    }
    const { id } = this.own({ path });
    return this.#address(`${this.#staging}_${id}_${runId}`, STAGING_RIGHTS);
  }

  /** An empty secret on which the rights on all staging secrets can be looked up. */
  anchor(): SecretAddress {
    return this.#address(this.#staging, STAGING_RIGHTS);
  }

  /** The secrets of a listing that consumers may read; `undefined` where new values wait. */
  listed(id: string): SecretAddress | undefined {
    return this.#isStaging(id) ? undefined : this.#address(id, SECRET_RIGHTS);
  }

  /** Below what the secrets are listed. */
  get parent(): string {
    return this.#parent;
  }

  #isStaging(id: string): boolean {
    return id === this.#staging || id.startsWith(`${this.#staging}_`);
  }

  #address(id: string, rights: SecretRights): SecretAddress {
    const parent = this.#parent;
    return { parent, id, name: `${parent}/secrets/${id}`, rights };
  }
}

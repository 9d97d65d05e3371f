import {
  MisconfiguredError,
  SecretValue,
  UnavailableError,
  type EffectContext,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultClient } from '../client/VaultClient';
import type { RoleEndpoints } from './endpoints';

const roleAnswer = z.object({
  username: z.string().min(1),
  rotation_period: z.number().optional(),
  rotation_schedule: z.string().optional(),
});

const credentialsAnswer = z.object({
  username: z.string().min(1),
  password: z.string().min(1),
  last_vault_rotation: z.iso.datetime({ offset: true }),
});

/** How a static role is set up. */
export interface StaticRole {
  readonly username: string;
}

/** What the manager holds for a role now. */
export interface RoleCredentials {
  readonly value: SecretValue;
  /** When the manager changed the password last, to the nanosecond: the only name that it gives a version. */
  readonly rotatedAt: string;
}

/** The database secrets engine, as far as its static roles go. */
export class StaticRoleEngine {
  readonly #client: VaultClient;
  readonly #endpoints: RoleEndpoints;

  constructor(client: VaultClient, endpoints: RoleEndpoints) {
    this.#client = client;
    this.#endpoints = endpoints;
  }

  /** @returns `undefined` when there is no such role */
  async readRole(
    place: StorePath,
    context: EffectContext,
  ): Promise<StaticRole | undefined> {
    const data = await this.#client.read(this.#endpoints.role(place), context);
    const role = roleAnswer.safeParse(data).data;
    return role && { username: role.username };
  }

  /** @returns `undefined` when there is no such role */
  async readCredentials(
    place: StorePath,
    context: EffectContext,
  ): Promise<RoleCredentials | undefined> {
    const data = await this.#read(place, context);
    if (data === undefined) return undefined;
    const read = credentialsAnswer.safeParse(data);
    if (!read.success) {
      throw new UnavailableError(
        'The secrets manager holds no password for the static role yet',
      );
    }
    const { username, password, last_vault_rotation: rotatedAt } = read.data;
    return {
      value: SecretValue.of({
        username: { value: username, secret: false },
        password: { value: password, secret: true },
      }),
      rotatedAt,
    };
  }

  /** Has the password changed now. Returns when the target has taken it and it can be read. */
  async rotate(place: StorePath, context: EffectContext): Promise<void> {
    try {
      await this.#client.write(this.#endpoints.rotation(place), {}, context);
    } catch (error) {
      throw error instanceof MisconfiguredError ? noRole() : error;
    }
  }

  async #read(place: StorePath, context: EffectContext): Promise<unknown> {
    try {
      return await this.#client.read(
        this.#endpoints.credentials(place),
        context,
      );
    } catch (error) {
      // The engine answers 400 for a name that it does not know.
      if (error instanceof MisconfiguredError) return undefined;
      throw error;
    }
  }
}

function noRole(): MisconfiguredError {
  return new MisconfiguredError(
    'The secrets manager does not rotate this static role',
    'Look whether spec.rotation.path names a static role of the database engine at the mount of the store',
  );
}

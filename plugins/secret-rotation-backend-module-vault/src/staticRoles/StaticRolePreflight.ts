import {
  MisconfiguredError,
  PermissionDeniedError,
  type EffectContext,
  type PreflightCheck,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VaultClient } from '../client/VaultClient';
import { checkRights } from '../preflight/checkRights';
import type { RoleEndpoints } from './endpoints';
import type { StaticRoleEngine } from './StaticRoleEngine';

/** Looks, without writing, whether the manager would rotate a static role when Keyturn asks. */
export class StaticRolePreflight {
  readonly #client: VaultClient;
  readonly #engine: StaticRoleEngine;
  readonly #endpoints: RoleEndpoints;

  constructor(
    client: VaultClient,
    engine: StaticRoleEngine,
    endpoints: RoleEndpoints,
  ) {
    this.#client = client;
    this.#engine = engine;
    this.#endpoints = endpoints;
  }

  /** All checks of a role. Later ones are left out where an earlier failure makes them meaningless. */
  async check(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const checks: PreflightCheck[] = [];
    try {
      const needed = [
        this.#endpoints.role(place),
        this.#endpoints.credentials(place),
        this.#endpoints.rotation(place),
      ];
      checks.push(...(await checkRights(this.#client, needed, context)));
      if (checks.every(({ ok }) => ok)) {
        checks.push(await this.#checkRole(place, context));
      }
    } catch (error) {
      checks.push(asFailedCheck(error));
    }
    return checks;
  }

  async #checkRole(
    place: StorePath,
    context: EffectContext,
  ): Promise<PreflightCheck> {
    const code = 'vault.static-role';
    const role = await this.#engine.readRole(place, context);
    return role
      ? {
          code,
          ok: true,
          message: `The secrets manager rotates the login ${role.username} itself`,
        }
      : {
          code,
          ok: false,
          message: 'The secrets manager has no such static role',
          fix: 'Correct spec.rotation.path, or create the static role in the database engine',
        };
  }
}

function asFailedCheck(error: unknown): PreflightCheck {
  if (error instanceof PermissionDeniedError) {
    const { message, fix } = error;
    return { code: 'vault.token', ok: false, message, fix };
  }
  if (error instanceof MisconfiguredError) {
    const { message, fix } = error;
    return { code: 'vault.static-role', ok: false, message, fix };
  }
  throw error;
}

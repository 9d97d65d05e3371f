import type {
  EffectContext,
  PreflightCheck,
  StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { VaultClient } from '../client/VaultClient';
import { asFailedCheck } from '../preflight/asFailedCheck';
import { checkRights } from '../preflight/checkRights';
import { checkTokenLife } from '../preflight/checkTokenLife';
import type { Session } from '../login/Session';
import type { RoleEndpoints } from './endpoints';
import type { StaticRoleEngine } from './StaticRoleEngine';

/** Looks, without writing, whether the manager would rotate a static role when Keyturn asks. */
export class StaticRolePreflight {
  readonly #client: VaultClient;
  readonly #session: Session;
  readonly #engine: StaticRoleEngine;
  readonly #endpoints: RoleEndpoints;
  readonly #now: () => number;

  constructor(options: {
    client: VaultClient;
    session: Session;
    engine: StaticRoleEngine;
    endpoints: RoleEndpoints;
    now: () => number;
  }) {
    this.#client = options.client;
    this.#session = options.session;
    this.#engine = options.engine;
    this.#endpoints = options.endpoints;
    this.#now = options.now;
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
        ...this.#session.rights,
      ];
      const endsAt = await this.#session.endsAt(context);
      checks.push(checkTokenLife(endsAt, this.#now()));
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

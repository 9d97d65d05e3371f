import type {
  AccountName,
  EffectContext,
  PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultClient } from '../client/VaultClient';
import { policyLine } from '../kv/endpoints';
import { RoleEndpoints } from './endpoints';
import { StaticRoleEngine } from './StaticRoleEngine';

const listAnswer = z.object({ keys: z.array(z.string()) });

/** Static roles of the same server, which would rotate a login beside Keyturn. */
export class OtherRotators {
  readonly #client: VaultClient;
  readonly #mounts: readonly string[];

  /** @param mounts - of the database engines to look at, as the operator names them */
  constructor(client: VaultClient, mounts: readonly string[]) {
    this.#client = client;
    this.#mounts = mounts;
  }

  /** Two rotators of one login would undo each other. No check where no engine is named. */
  async check(
    accounts: readonly AccountName[],
    context: EffectContext,
  ): Promise<PreflightCheck[]> {
    const code = 'vault.static-roles';
    const checks: PreflightCheck[] = [];
    for (const mount of this.#mounts) {
      const found = await this.#roleOf(accounts, mount, context);
      checks.push(
        found
          ? {
              code,
              ok: false,
              message: `The static role ${found.role} of ${mount} rotates the login ${found.login} too`,
              fix: `Choose one of the two: bind the static role with a rotator of strategy: delegated, or delete it (${mount}/static-roles/${found.role})`,
            }
          : {
              code,
              ok: true,
              message: `No static role of ${mount} rotates these logins`,
            },
      );
    }
    return checks;
  }

  async #roleOf(
    accounts: readonly string[],
    mount: string,
    context: EffectContext,
  ): Promise<{ role: string; login: string } | undefined> {
    const engine = new StaticRoleEngine(this.#client, new RoleEndpoints(mount));
    const path = `${mount}/static-roles`;
    const answer = await this.#client.read(
      {
        path,
        right: 'list the static roles of the database engine',
        policy: policyLine(path, ['list']),
      },
      context,
      { list: 'true' },
    );
    for (const role of listAnswer.safeParse(answer).data?.keys ?? []) {
      const found = await engine.readRole({ path: role }, context);
      if (found && accounts.includes(found.username)) {
        return { role, login: found.username };
      }
    }
    return undefined;
  }
}

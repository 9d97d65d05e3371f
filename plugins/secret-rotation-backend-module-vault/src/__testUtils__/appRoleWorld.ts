import { randomBytes } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import {
  SecretValue,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { AppRoleRotator } from '../appRole/AppRoleRotator';
import { readAppRoleRotatorSettings } from '../appRole/settings';
import { AdminClient } from './adminClient';
import { examplePolicy } from './examplePolicies';

/** An AppRole of a real server, in a method of its own. */
export interface AppRoleWorld {
  readonly role: string;
  /** What the rotator is granted. */
  readonly policy: readonly string[];
  /** Changes the role. */
  set(settings: object): Promise<void>;
  /** The rotator, with a token of its own. */
  rotatorWith(options?: {
    address?: string;
    token?: string;
  }): Promise<AppRoleRotator>;
  /** Has the server issue a secret id, as an operator does. */
  issue(): Promise<SecretValue>;
  /** All that the server keeps about the role's secret ids. */
  look(): Promise<object[]>;
  /** A token that may do what some lines of a policy say. */
  tokenWith(lines: readonly string[]): Promise<string>;
}

/** The lines of the documented policy, for one role. */
function rotatorPolicy(mount: string, role: string): string[] {
  return examplePolicy('keyturn-approle')
    .split('\n')
    .filter(line => line.startsWith('path '))
    .map(line =>
      line.replace('auth/approle/role/keyturn', `auth/${mount}/role/${role}`),
    );
}

/** Makes a role. One that the server cannot have is left out. */
export async function createAppRole(
  server: { readonly address: string; readonly token: string },
  role = `payments-${randomName()}`,
): Promise<AppRoleWorld> {
  const admin = new AdminClient(server);
  const mount = `approle-${randomName()}`;
  await admin.call('POST', `sys/auth/${mount}`, { type: 'approle' });
  // A refused login counts, and five of them would lock the role for a while.
  await admin.call('POST', `sys/auth/${mount}/tune`, {
    user_lockout_config: { lockout_disable: true },
  });
  const path = `auth/${mount}/role/${role}`;
  const isPossible = /^[a-z0-9_.-]{1,64}$/.test(role);
  if (isPossible) {
    await admin.call('POST', path, { token_ttl: '60s' });
  }
  // Names that no policy can be written for are refused before any policy counts.
  const policy = rotatorPolicy(mount, encodeURIComponent(role));
  const tokenWith = (lines: readonly string[]) =>
    admin.createToken(`rotator-${randomName()}`, lines.join('\n'));
  const issue = async () => {
    if (!isPossible) return valueOf('no-role', 'no-secret', 'no-accessor');
    const { data: named } = await admin.call<{ data: { role_id: string } }>(
      'GET',
      `${path}/role-id`,
    );
    const { data } = await admin.call<{
      data: { secret_id: string; secret_id_accessor: string };
    }>('POST', `${path}/secret-id`);
    return valueOf(named.role_id, data.secret_id, data.secret_id_accessor);
  };
  const look = async () => {
    const listed = isPossible
      ? await admin.ask<{ data: { keys: string[] } }>(
          'LIST',
          `${path}/secret-id`,
        )
      : undefined;
    return Promise.all(
      (listed?.data.keys ?? []).sort().map(async accessor => {
        const { data } = await admin.call<{ data: object }>(
          'POST',
          `${path}/secret-id-accessor/lookup`,
          { secret_id_accessor: accessor },
        );
        // It is written anew at each use.
        return { ...data, last_updated_time: undefined };
      }),
    );
  };
  return {
    role,
    policy,
    set: settings => admin.call('POST', path, settings),
    issue,
    look,
    tokenWith,
    rotatorWith: async ({ address = server.address, token } = {}) =>
      new AppRoleRotator(
        readAppRoleRotatorSettings({
          name: 'approle',
          config: new ConfigReader({
            kind: 'vault-approle',
            address,
            mount,
            auth: {
              token: token ?? (await tokenWith(policy)),
            },
          }),
        }),
      ),
  };
}

/** A value as a store gives it. */
function valueOf(
  roleId: string,
  secretId: string,
  accessor: string,
): SecretValue {
  return SecretValue.of({
    roleId: { value: roleId, secret: false },
    secretId: { value: secretId, secret: true },
    accessor: { value: accessor, secret: false },
    address: { value: 'https://vault.internal:8200', secret: false },
  });
}

/** When a worker of a run acts. */
export function at(run: number, epoch: number): WriteContext {
  return { signal: new AbortController().signal, fence: { run, epoch } };
}

function randomName(): string {
  return randomBytes(6).toString('hex');
}

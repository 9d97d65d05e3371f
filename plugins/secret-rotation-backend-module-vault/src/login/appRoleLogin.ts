import type { OwnCredentials } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultConnection } from '../client/VaultConnection';
import { isUsablePath } from '../kv/endpoints';
import {
  countGiven,
  credentialOf,
  fileName,
  requiredCredentialOf,
  writtenText,
} from './credentials';
import { exchangeForToken } from './exchange';
import type { LoginFactory } from './Login';
import { storedAppRole, storedAppRoleEntry } from './storedAppRole';
import { wrappedSecretId } from './wrappedSecretId';

const given = z
  .strictObject({
    mount: z.string().refine(isUsablePath).default('approle'),
    roleId: writtenText.optional(),
    roleIdFile: fileName.optional(),
    secretId: writtenText.optional(),
    secretIdFile: fileName.optional(),
    wrappedSecretId: writtenText.optional(),
    wrappedSecretIdFile: fileName.optional(),
  })
  .refine(it => countGiven(it.roleId, it.roleIdFile) === 1)
  .refine(
    it =>
      countGiven(
        it.secretId,
        it.secretIdFile,
        it.wrappedSecretId,
        it.wrappedSecretIdFile,
      ) <= 1,
  );

/** `auth.appRole` of an entry. */
export const appRoleEntry = z.union([storedAppRoleEntry, given]);

/** Both ids, as they are now. */
interface AppRoleIds {
  read(): Promise<{ roleId: string; secretId?: string }>;
  /** What to do when the server refuses them. */
  readonly fix: string;
}

/**
 * AppRole: a role's id and a secret id, plain, wrapped or out of a store. A role that binds no secret id has none.
 * @param at - the key of `auth.appRole` in app-config
 */
export function appRoleLogin(
  entry: z.infer<typeof appRoleEntry>,
  at: string,
  ownCredentials: OwnCredentials | undefined,
): LoginFactory {
  const { mount } = entry;
  return (connection, logInAnew) => {
    const ids =
      'secret' in entry
        ? storedAppRole(entry.secret, `${at}.secret`, ownCredentials, logInAnew)
        : givenIds(entry, at, connection);
    return {
      isRepeatable: true,
      async login() {
        const { roleId, secretId } = await ids.read();
        return exchangeForToken(connection, {
          name: 'AppRole',
          mount,
          body: { role_id: roleId, secret_id: secretId },
          fix: ids.fix,
        });
      },
    };
  };
}

function givenIds(
  entry: z.infer<typeof given>,
  at: string,
  connection: VaultConnection,
): AppRoleIds {
  const roleId = requiredCredentialOf(entry, at, ['roleId', 'roleIdFile']);
  const wrappingToken = credentialOf(entry, at, [
    'wrappedSecretId',
    'wrappedSecretIdFile',
  ]);
  const secretId = wrappingToken
    ? wrappedSecretId(connection, { mount: entry.mount, wrappingToken })
    : credentialOf(entry, at, ['secretId', 'secretIdFile']);
  return {
    read: async () => ({
      roleId: await roleId.read(),
      secretId: await secretId?.read(),
    }),
    fix: `Check ${roleId.key}${
      secretId
        ? `, and whether ${secretId.key} has expired or has no uses left`
        : ', and whether the role wants a secret id'
    }`,
  };
}

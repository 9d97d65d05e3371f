import { z } from 'zod';
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
import { wrappedSecretId } from './wrappedSecretId';

/** `auth.appRole` of an entry. */
export const appRoleEntry = z
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

/**
 * AppRole: a role's id and a secret id, plain or wrapped. A role that binds no secret id has none.
 * @param at - the key of `auth.appRole` in app-config
 */
export function appRoleLogin(
  entry: z.infer<typeof appRoleEntry>,
  at: string,
): LoginFactory {
  const { mount } = entry;
  const roleId = requiredCredentialOf(entry, at, ['roleId', 'roleIdFile']);
  const plain = credentialOf(entry, at, ['secretId', 'secretIdFile']);
  const wrappingToken = credentialOf(entry, at, [
    'wrappedSecretId',
    'wrappedSecretIdFile',
  ]);
  return connection => {
    const secretId = wrappingToken
      ? wrappedSecretId(connection, { mount, wrappingToken })
      : plain;
    return {
      isRepeatable: true,
      async login() {
        const role_id = await roleId.read();
        const secret_id = await secretId?.read();
        return exchangeForToken(connection, {
          name: 'AppRole',
          mount,
          body: { role_id, secret_id },
          fix: `Check ${roleId.key}${
            secretId
              ? `, and whether ${secretId.key} has expired or has no uses left`
              : ', and whether the role wants a secret id'
          }`,
        });
      },
    };
  };
}

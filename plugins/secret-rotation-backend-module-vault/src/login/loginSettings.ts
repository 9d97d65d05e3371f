import type { OwnCredentials } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { appRoleEntry, appRoleLogin } from './appRoleLogin';
import { countGiven, fileName, writtenText } from './credentials';
import { jwtEntry, jwtLogin } from './jwtLogin';
import { kubernetesEntry, kubernetesLogin } from './kubernetesLogin';
import type { LoginFactory } from './Login';
import { tokenLogin } from './tokenLogin';

/** `auth` of an entry: one way to log in. */
export const authEntry = z
  .strictObject({
    token: writtenText.optional(),
    tokenFile: fileName.optional(),
    appRole: appRoleEntry.optional(),
    kubernetes: kubernetesEntry.optional(),
    jwt: jwtEntry.optional(),
  })
  .refine(it => countGiven(...Object.values(it)) === 1);

/** What to do about a key of `auth` that is missing or not usable. */
export const AUTH_FIXES: Readonly<Record<string, string>> = {
  auth: 'Give one way to log in: token, tokenFile, appRole, kubernetes or jwt',
  'auth.token': 'Give the token without spaces, for example ${VAULT_TOKEN}',
  'auth.tokenFile': 'Name the file that holds the token',
  'auth.appRole':
    'Give roleId or roleIdFile, and at most one of secretId, secretIdFile, wrappedSecretId and wrappedSecretIdFile; or secret alone, which names a store and a path',
  'auth.kubernetes':
    'Give role; mount and tokenFile only where they differ from the usual',
  'auth.jwt': 'Give role, and token or tokenFile; mount where it is not jwt',
};

/**
 * The login of a checked `auth`.
 * @param at - its key in app-config
 */
export function loginOf(
  auth: z.infer<typeof authEntry>,
  at: string,
  ownCredentials: OwnCredentials | undefined,
): LoginFactory {
  const { appRole, kubernetes, jwt } = auth;
  if (appRole) return appRoleLogin(appRole, `${at}.appRole`, ownCredentials);
  if (kubernetes) return kubernetesLogin(kubernetes, `${at}.kubernetes`);
  if (jwt) return jwtLogin(jwt, `${at}.jwt`);
  return tokenLogin(auth, at);
}

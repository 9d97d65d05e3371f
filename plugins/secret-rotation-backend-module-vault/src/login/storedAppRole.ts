import {
  MisconfiguredError,
  type EffectContext,
  type OwnCredentials,
  type SecretReference,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { isUsablePath } from '../kv/endpoints';
import { writtenText } from './credentials';

// The reading takes part in a login that several callers wait for, so none of theirs ends it.
const TIMEOUT_MS = 15_000;

/** `auth.appRole` of an entry whose ids lie in a store. */
export const storedAppRoleEntry = z.strictObject({
  mount: z.string().refine(isUsablePath).default('approle'),
  secret: z.strictObject({
    store: z.string().min(1),
    path: z.string().min(1),
  }),
});

/**
 * A role's id and a secret id that lie in a store of the portal's, in the fields `roleId` and `secretId`. They are read
 * at every login.
 * @param at - the key of the reference in app-config
 * @param logInAnew - logs in with them at once
 * @throws MisconfiguredError when the portal gives no credentials out of its stores, or not this one
 */
export function storedAppRole(
  reference: SecretReference,
  at: string,
  ownCredentials: OwnCredentials | undefined,
  logInAnew: (context: EffectContext) => Promise<void>,
) {
  if (!ownCredentials) {
    throw new MisconfiguredError(
      `${at} needs a portal that reads it`,
      'Update the secret-rotation backend, or give roleId and secretIdFile',
    );
  }
  const credential = ownCredentials.use(reference, logInAnew);
  return {
    async read() {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const value = await credential.read({ signal });
      const field = (name: string) =>
        writtenText.safeParse(value.has(name) ? value.reveal(name) : undefined)
          .data;
      const [roleId, secretId] = [field('roleId'), field('secretId')];
      if (roleId === undefined || secretId === undefined) {
        throw new MisconfiguredError(
          `The secret of ${at} has no fields roleId and secretId`,
          'Store the ids of the login in these two fields, each as one word',
        );
      }
      return { roleId, secretId };
    },
    fix: `Check the fields roleId and secretId of the secret of ${at}: whether the secret id has expired or has no uses left`,
  };
}

import { z } from 'zod';
import { dataOf } from '../client/VaultConnection';
import { requiredCredentialOf } from './credentials';
import type { LoginFactory } from './Login';

const lookupAnswer = z.object({ ttl: z.number(), renewable: z.boolean() });

/**
 * A token that somebody else got: an operator wrote it down, or an agent keeps it in a file.
 * @param at - the key of `auth` in app-config
 */
export function tokenLogin(
  entry: { token?: string; tokenFile?: string },
  at: string,
): LoginFactory {
  const credential = requiredCredentialOf(entry, at, ['token', 'tokenFile']);
  return connection => ({
    isRepeatable: entry.tokenFile !== undefined,
    async login() {
      const token = await credential.read();
      const answer = await connection.send({
        verb: 'read',
        path: 'auth/token/lookup-self',
        token,
      });
      const known = lookupAnswer.safeParse(dataOf(answer)).data;
      // A token that may not ask about itself is used as it is: what it then may not do says so itself.
      return {
        token,
        ttlMs: known && known.ttl > 0 ? known.ttl * 1000 : undefined,
        isRenewable: known?.renewable ?? false,
      };
    },
  });
}

import { z } from 'zod';
import { isUsablePath } from '../kv/endpoints';
import {
  countGiven,
  fileName,
  requiredCredentialOf,
  writtenText,
} from './credentials';
import type { LoginFactory } from './Login';
import { signedTokenLogin } from './signedTokenLogin';

/** `auth.jwt` of an entry. */
export const jwtEntry = z
  .strictObject({
    mount: z.string().refine(isUsablePath).default('jwt'),
    role: z.string().min(1),
    token: writtenText.optional(),
    tokenFile: fileName.optional(),
  })
  .refine(it => countGiven(it.token, it.tokenFile) === 1);

/**
 * JWT: a token that an identity provider signed.
 * @param at - the key of `auth.jwt` in app-config
 */
export function jwtLogin(
  entry: z.infer<typeof jwtEntry>,
  at: string,
): LoginFactory {
  const jwt = requiredCredentialOf(entry, at, ['token', 'tokenFile']);
  return signedTokenLogin({
    ...entry,
    name: 'JWT',
    jwt,
    fix: `Check whether ${jwt.key} has expired, and its issuer, audience and claims against the role`,
  });
}

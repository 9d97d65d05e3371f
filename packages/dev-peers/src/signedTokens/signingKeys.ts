import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JWK,
} from 'jose';
import { z } from 'zod';

const ALGORITHM = 'ES256';

const shape = z.object({
  keys: z.array(
    z.looseObject({
      ...{ kid: z.string(), kty: z.string(), crv: z.string() },
      ...{ x: z.string(), y: z.string() },
    }),
  ),
  current: z.string(),
});

/** The signing keys of a value, as an issuer reads them: which one signs, and all whose public half it publishes. @public */
export type SigningKeys = z.infer<typeof shape>;

/** Reads the text of a key set. @throws Error when it is none @public */
export function readSigningKeys(text: string): SigningKeys {
  return shape.parse(JSON.parse(text));
}

/** What an issuer publishes of its keys. */
export function publicHalves({ keys }: SigningKeys): JWK[] {
  return keys.map(({ kid, kty, crv, x, y }) => {
    return { kid, kty, crv, x, y, alg: ALGORITHM };
  });
}

/** Signs a token with the key that is in use. @public */
export async function signToken(
  { keys, current }: SigningKeys,
  subject: string,
  seconds: number,
): Promise<string> {
  const key = keys.find(({ kid }) => kid === current);
  if (!key) throw new Error('The key that is in use is not there');
  return new SignJWT({})
    .setProtectedHeader({ alg: ALGORITHM, kid: current })
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(`${seconds} seconds`)
    .sign(await importJWK(key, ALGORITHM));
}

/** What somebody wrote by hand: the key that is in use, the one after it, and the public half of the one before. @public */
export async function firstSigningKeys(): Promise<string> {
  const [current, next, previous] = await Promise.all([
    makeKey(),
    makeKey(),
    makeKey(),
  ]);
  const { d: _, ...replaced } = previous;
  return JSON.stringify({
    keys: [current, next, replaced],
    current: current.kid,
    next: next.kid,
    previous: previous.kid,
  });
}

async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, {
    extractable: true,
  });
  const key = await exportJWK(privateKey);
  return { ...key, kid: await calculateJwkThumbprint(key) };
}

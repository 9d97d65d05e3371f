import {
  calculateJwkThumbprint,
  CompactEncrypt,
  compactDecrypt,
  importJWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import { generateKey, SIGNING_ALGORITHMS } from './generateKey';
import { publicHalf } from './publicKey';

jest.setTimeout(60_000);

describe('a new key', () => {
  it.each(SIGNING_ALGORITHMS)(
    'of %s signs what its public half verifies, and is named by its thumbprint',
    async algorithm => {
      const key = await generateKey({ algorithm, rsaBits: 2_048 });
      const shown = publicHalf(key);
      expect(key.kid).toBe(await calculateJwkThumbprint(shown, 'sha256'));
      const token = await new SignJWT({ sub: 'ana' })
        .setProtectedHeader({ alg: algorithm, kid: key.kid })
        .sign(await importJWK(key));
      const { payload } = await jwtVerify(token, await importJWK(shown));
      expect(payload.sub).toBe('ana');
    },
  );

  it('of RS256 has the length that the operator asks for', async () => {
    const key = await generateKey({ algorithm: 'RS256', rsaBits: 2_048 });
    expect(Buffer.from(String(key.n), 'base64url')).toHaveLength(256);
  });

  it('of A256GCM has 256 bits, encrypts and decrypts', async () => {
    const key = await generateKey({ algorithm: 'A256GCM', rsaBits: 2_048 });
    expect(Buffer.from(String(key.k), 'base64url')).toHaveLength(32);
    const bytes = await importJWK(key);
    const text = await new CompactEncrypt(Buffer.from('card number'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.kid })
      .encrypt(bytes);
    const { plaintext } = await compactDecrypt(text, bytes);
    expect(Buffer.from(plaintext).toString()).toBe('card number');
  });

  it('is another one each time', async () => {
    const shape = { algorithm: 'ES256', rsaBits: 2_048 } as const;
    const [one, other] = [await generateKey(shape), await generateKey(shape)];
    expect(one.kid).not.toBe(other.kid);
  });
});

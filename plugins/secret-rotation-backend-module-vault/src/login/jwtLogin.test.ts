import { sign, type SignOptions } from 'jsonwebtoken';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOnOpenBao } from '../__testUtils__/openBaoWorld';
import { reasonOf, refusals } from '../__testUtils__/refusals';

jest.setTimeout(60_000);

const context = { signal: new AbortController().signal };
const place = { path: 'payments/db' };
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

describeOnOpenBao('login with JWT', world => {
  const provider = newKey();
  beforeAll(async () => {
    const { admin } = world();
    await admin.call('POST', 'sys/auth/jwt', { type: 'jwt' });
    await admin.call('POST', 'auth/jwt/config', {
      jwt_validation_pubkeys: [
        provider.publicKey.export({ type: 'spki', format: 'pem' }),
      ],
    });
    await admin.call('POST', 'auth/jwt/role/keyturn', {
      role_type: 'jwt',
      user_claim: 'sub',
      bound_audiences: ['vault'],
      bound_subject: 'backstage',
      token_policies: ['keyturn'],
    });
  });

  function tokenOf(options: SignOptions = {}, key = provider.privateKey) {
    return sign({}, key, {
      algorithm: 'ES256',
      audience: 'vault',
      subject: 'backstage',
      expiresIn: 300,
      ...options,
    });
  }
  const storeOf = (more: object) =>
    world().store({ auth: { jwt: { role: 'keyturn', ...more } } });

  it('passes preflight with a token that the provider signed', async () => {
    expect(await refusals(storeOf({ token: tokenOf() }))).toEqual([]);
  });

  it.each([
    ['is signed by somebody else', () => tokenOf({}, newKey().privateKey)],
    ['is for another audience', () => tokenOf({ audience: 'other' })],
    ['is about somebody else', () => tokenOf({ subject: 'other' })],
    ['has expired', () => tokenOf({ expiresIn: -600 })],
    ['is none', () => 'no-token'],
  ])(
    'says that the login is refused for a token that %s, without showing it',
    async (_, make) => {
      const token = make();
      const store = storeOf({ token });
      expect(await reasonOf(store.describe(place, context), token)).toBe(
        'PermissionDeniedError: The secrets manager refuses the login with JWT',
      );
      expect(await refusals(store)).toEqual([
        expect.stringContaining(
          'Check whether secretRotation.stores.vault-prod.auth.jwt.token has expired',
        ),
      ]);
    },
  );

  it('reads the token anew from its file at each login', async () => {
    const tokenFile = join(world().folder, 'jwt');
    await writeFile(tokenFile, tokenOf({ expiresIn: -600 }));
    const store = storeOf({ tokenFile });
    expect(await refusals(store)).toHaveLength(1);
    await writeFile(tokenFile, `${tokenOf()}\n`);
    expect(await refusals(store)).toEqual([]);
  });

  it('says that the method is not configured', async () => {
    await world().admin.call('POST', 'sys/auth/empty', { type: 'jwt' });
    const store = storeOf({ token: tokenOf(), mount: 'empty' });
    expect(await refusals(store)).toEqual([
      "The secrets manager's method of the login with JWT is not configured. Write auth/empty/config on the server",
    ]);
  });
});

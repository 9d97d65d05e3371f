import { ConfigReader } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { readKeySetSettings } from './settings';

const SIGNS = {
  kind: 'keyset',
  algorithm: 'ES256',
  jwks: ['https://login.example.com/.well-known/jwks.json'],
  longestToken: 'PT1H',
};
const ENCRYPTS = {
  kind: 'keyset',
  algorithm: 'A256GCM',
  reencryption: { url: 'https://cards.example.com/reencrypt' },
};

function refusalOf(entry: object): string | undefined {
  const config = new ConfigReader({ ...entry });
  try {
    readKeySetSettings({ name: 'tokens', config });
  } catch (error) {
    if (error instanceof MisconfiguredError) return error.message;
    throw error;
  }
  return undefined;
}

it.each([[SIGNS], [ENCRYPTS], [{ ...SIGNS, longestToken: { hours: 2 } }]])(
  'an entry that is complete is taken: %j',
  entry => {
    expect(refusalOf(entry)).toBeUndefined();
  },
);

it.each([
  [{ ...SIGNS, algorithm: 'HS256' }, 'tokens.algorithm is missing'],
  [{ ...SIGNS, algorithm: 'none' }, 'tokens.algorithm is missing'],
  [{ ...SIGNS, algorithm: 'RS256', rsaBits: 1024 }, 'tokens.rsaBits is'],
  [{ ...SIGNS, field: 'value' }, 'tokens.field is'],
  [{ ...SIGNS, jwks: undefined }, 'has no jwks'],
  [{ ...SIGNS, jwks: ['http://login.example.com/'] }, 'clear text'],
  [
    { ...SIGNS, jwks: ['https://me:pw@login.example.com/'] },
    'is not an address',
  ],
  [{ ...SIGNS, jwks: ['file:///etc/passwd'] }, 'is not an address'],
  [{ ...SIGNS, longestToken: undefined }, 'longestToken is missing'],
  [{ ...SIGNS, longestToken: 'PT0S' }, 'longestToken is missing'],
  [{ ...SIGNS, longestToken: 'soon' }, 'longestToken is missing'],
  [{ ...SIGNS, network: { allow: ['10.0.0.0'] } }, 'not a network'],
  [{ ...ENCRYPTS, reencryption: undefined }, 'has no reencryption'],
  [{ ...ENCRYPTS, jwks: SIGNS.jwks }, 'has jwks, and its algorithm encrypts'],
  [
    {
      ...ENCRYPTS,
      reencryption: {
        ...ENCRYPTS.reencryption,
        headers: { 'x-key': 'a\r\nb: c' },
      },
    },
    'reencryption.headers.x-key is',
  ],
])('an entry that is unsafe or half is refused: %j', (entry, why) => {
  expect(refusalOf(entry)).toContain(why);
});

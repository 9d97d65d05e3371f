import { canServe } from './abilities';
import { generateKey, type Algorithm } from './generateKey';
import { parseKeySet, type Key } from './KeySet';
import { publicHalf } from './publicKey';
import { firstKeySet, successor } from './succession';

const make = (algorithm: Algorithm) =>
  generateKey({ algorithm, rsaBits: 2048 });
const key = (kid: string): Key => ({ kid, kty: 'oct', k: 'x' });

describe('a key set', () => {
  const whole = { keys: [key('a'), key('b')], current: 'a', next: 'b' };

  it('is read as it was written', () => {
    expect(parseKeySet(JSON.stringify(whole))).toEqual(whole);
  });

  it.each([
    ['no JSON', 'not a set'],
    ['null', null],
    ['a key without a name', { keys: [{ kty: 'oct' }], current: 'a' }],
    ['a role without a key', { ...whole, previous: 'c' }],
    ['a key without a role', { ...whole, keys: [...whole.keys, key('c')] }],
    ['one key in two roles', { keys: [key('a')], current: 'a', next: 'a' }],
    ['two keys of a name', { keys: [key('a'), key('a')], current: 'a' }],
    ['no key in use', { keys: [key('a')], next: 'a' }],
  ])('is none with %s', (_, given) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    expect(parseKeySet(text)).toBeUndefined();
  });
});

describe('the keys of a version', () => {
  it.each(['ES256', 'RS256', 'EdDSA', 'A256GCM'] as const)(
    'serve a rotator of %s, also after rotations',
    async algorithm => {
      const first = firstKeySet(await make(algorithm), await make(algorithm));
      const third = successor(
        successor(first, await make(algorithm)),
        await make(algorithm),
      );
      expect([first, third].map(set => canServe(set, algorithm))).toEqual([
        true,
        true,
      ]);
    },
  );

  it('serve no rotator of the other sort', async () => {
    const data = firstKeySet(await make('A256GCM'), await make('A256GCM'));
    const signing = firstKeySet(await make('ES256'), await make('ES256'));
    expect(canServe(data, 'ES256')).toBe(false);
    expect(canServe(signing, 'A256GCM')).toBe(false);
  });

  it('serve nobody where only the public half of what signs is there', async () => {
    const set = firstKeySet(
      publicHalf(await make('ES256')),
      await make('ES256'),
    );
    expect(canServe(set, 'ES256')).toBe(false);
  });

  it('serve nobody where a data key that must decrypt is empty', async () => {
    const set = firstKeySet(await make('A256GCM'), await make('A256GCM'));
    const old = { kid: 'old', kty: 'oct' as const };
    const gone = { ...set, keys: [...set.keys, old], previous: 'old' };
    expect(canServe(gone, 'A256GCM')).toBe(false);
  });
});

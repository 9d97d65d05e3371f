import * as fc from 'fast-check';
import { entropyOf, generatePassword, readPasswordPolicy } from '.';
import { MisconfiguredError } from '../errors';

const KEY = 'secretRotation.rotators.orders.password';

function refusal(input: unknown, limits?: { maxLength?: number }) {
  try {
    readPasswordPolicy(input, KEY, limits);
  } catch (error) {
    if (error instanceof MisconfiguredError) return error.message;
    throw error;
  }
  return undefined;
}

describe('a password policy', () => {
  it('is 43 url-safe characters where the operator says nothing', () => {
    const policy = readPasswordPolicy(undefined, KEY);
    expect(generatePassword(policy)).toMatch(/^[\w-]{43}$/);
    expect(entropyOf(policy)).toBeCloseTo(258, 5);
  });

  it('never draws what the operator or the target forbids', () => {
    const policy = readPasswordPolicy(
      { alphabet: 'printable', forbid: '"\'\\', length: 4000 },
      KEY,
      { forbid: '@/:' },
    );
    expect(generatePassword(policy)).not.toMatch(/["'\\@/:\s]/);
  });

  it.each([
    [{ length: 20, alphabet: 'alphanumeric' }, 'password gives 119 bits'],
    [{ characters: 'aaaa', length: 4000 }, 'password gives 0 bits'],
    [{ characters: 'ab', require: ['digit'] }, 'asks for digit'],
    [{ length: 0 }, 'password.length is not usable'],
    [{ lenght: 40 }, 'password is not usable'],
    [{ require: ['emoji'] }, 'password.require is not usable'],
    [{ characters: 'pässword' }, 'password.characters is not usable'],
  ])('%j is refused with a reason that names the key', (input, reason) => {
    expect(refusal(input)).toContain(reason);
  });

  it('is refused where the target takes fewer characters', () => {
    expect(refusal({ length: 64 }, { maxLength: 32 })).toContain(
      'the target takes 32 characters',
    );
  });

  it('counts the entropy that required classes cost', () => {
    // Two characters of {a, 0} with one of each: a0 and 0a are left of four.
    const policy = {
      length: 2,
      characters: 'a0',
      require: ['lower', 'digit'],
    } as const;
    expect(entropyOf(policy)).toBeCloseTo(1, 10);
  });
});

describe('a generated password', () => {
  it('has the length, the characters and the classes of its policy', () => {
    const kinds = fc.subarray(['lower', 'upper', 'digit', 'symbol'] as const);
    fc.assert(
      fc.property(
        kinds,
        fc.integer({ min: 24, max: 80 }),
        (require, length) => {
          const policy = readPasswordPolicy(
            { length, require, alphabet: 'printable' },
            KEY,
          );
          const password = generatePassword(policy);
          expect(password).toHaveLength(length);
          const has = {
            lower: /[a-z]/,
            upper: /[A-Z]/,
            digit: /\d/,
            symbol: /[^a-zA-Z\d]/,
          };
          for (const name of require) expect(password).toMatch(has[name]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('favours no character: bytes past the last full round are thrown away', () => {
    const policy = { length: 1, characters: 'abc', require: [] };
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 255; byte += 1) {
      const drawn = generatePassword(policy, () => Buffer.from([byte]));
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ a: 85, b: 85, c: 85 });
    const bytes = [255, 1];
    const again = generatePassword(policy, () =>
      Buffer.from(bytes.splice(0, 1)),
    );
    expect(again).toBe('b');
  });
});

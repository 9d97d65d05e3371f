import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { HASH_SCHEMES, isStoredFormOf, storedForm } from './storedPassword';

it.each(HASH_SCHEMES)('%s is recognised again, and nothing else', scheme => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (one, other) => {
      const stored = storedForm(one, scheme, randomBytes);
      expect(isStoredFormOf(stored, one)).toBe(true);
      expect(isStoredFormOf(stored, other)).toBe(one === other);
    }),
  );
});

it.each([
  ['{SHA}C/LcSLqk1Ww2Oi9qzUm+GaLmH5g=', false],
  ['{CRYPT}$6$abc$def', false],
  ['{ARGON2}$argon2id$v=19$m=7168,t=5,p=1$abc$def', false],
  ['{SSHA}', false],
  ['{UNKNOWN}secret', false],
  ['secret', true],
])('%s is judged without a guess', (stored, isKnown) => {
  expect(isStoredFormOf(stored, 'secret')).toBe(isKnown);
});

it('forms without a salt are recognised too', () => {
  expect(isStoredFormOf('{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', 'secret')).toBe(
    true,
  );
  expect(isStoredFormOf('{md5}Xr4ilOzQ4PCOq3aQ0qbuaQ==', 'secret')).toBe(true);
});

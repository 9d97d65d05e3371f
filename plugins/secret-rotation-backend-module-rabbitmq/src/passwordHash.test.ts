import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { hashPassword, isPasswordOf } from './passwordHash';

it("is what RabbitMQ's own documentation computes", () => {
  const hash = hashPassword('test12', () => Buffer.from('908DC60A', 'hex'));
  expect(hash).toEqual({
    password_hash: 'kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR',
    hashing_algorithm: 'rabbit_password_hashing_sha256',
  });
});

it('is recognised again, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (one, other) => {
      const hash = hashPassword(one, randomBytes);
      expect(isPasswordOf(hash, one)).toBe(true);
      expect(isPasswordOf(hash, other)).toBe(one === other);
    }),
  );
});

it.each(['', 'AAAA', 'not base64!', 'AAAAAAAA'])(
  'the hash %j belongs to no password',
  password_hash => {
    const hash = {
      password_hash,
      hashing_algorithm: 'rabbit_password_hashing_sha256',
    };
    expect(isPasswordOf(hash, '')).toBe(false);
    expect(isPasswordOf({ ...hash, hashing_algorithm: 'another' }, '')).toBe(
      false,
    );
  },
);

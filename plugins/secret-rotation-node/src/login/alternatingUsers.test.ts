import { alternateUsers, readAlternatingUsers } from '.';
import { MisconfiguredError } from '../errors';
import { SecretValue } from '../SecretValue';

const rules = {
  isUsable: (name: string) => !name.startsWith('pg_'),
  admin: 'keyturn',
};

function valueOf(username: string) {
  return SecretValue.of({
    username: { value: username, secret: false },
    password: { value: 'pw', secret: true },
  });
}

it.each([
  [{ users: ['a'] }],
  [{ users: ['a', 'b', 'c'] }],
  [{ users: ['a', 'a'] }],
  [{ users: ['a', ''] }],
  [{ users: ['a', 'pg_monitor'] }],
  [{ users: ['a', 'keyturn'] }],
  [{ users: ['a', 'b'], host: 'elsewhere' }],
])('refuses %j', options => {
  expect(() => readAlternatingUsers(options, rules)).toThrow(
    MisconfiguredError,
  );
});

it('lets the two logins take turns', () => {
  const options = readAlternatingUsers({ users: ['a', 'b'] }, rules);
  expect(alternateUsers(options, undefined)).toEqual({ new: 'a' });
  expect(alternateUsers(options, valueOf('a'))).toEqual({ old: 'a', new: 'b' });
  expect(alternateUsers(options, valueOf('b'))).toEqual({ old: 'b', new: 'a' });
});

it('refuses a current login that is neither, or none', () => {
  const options = { users: ['a', 'b'] as const };
  expect(() => alternateUsers(options, valueOf('c'))).toThrow(
    MisconfiguredError,
  );
  expect(() => alternateUsers(options, SecretValue.text('plain'))).toThrow(
    MisconfiguredError,
  );
});

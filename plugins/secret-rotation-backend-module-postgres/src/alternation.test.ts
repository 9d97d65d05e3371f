import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { alternate, parseAlternatingUsers } from './alternation';

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
  [{ users: ['a', 'x'.repeat(64)] }],
  [{ users: ['a', 'keyturn'] }],
  [{ users: ['a', 'b'], host: 'elsewhere' }],
])('refuses %j', options => {
  expect(() => parseAlternatingUsers(options, 'keyturn')).toThrow(
    MisconfiguredError,
  );
});

it('lets the two logins take turns', () => {
  const options = parseAlternatingUsers({ users: ['a', 'b'] }, 'keyturn');
  expect(alternate(options, undefined)).toEqual({ new: 'a' });
  expect(alternate(options, valueOf('a'))).toEqual({ old: 'a', new: 'b' });
  expect(alternate(options, valueOf('b'))).toEqual({ old: 'b', new: 'a' });
});

it('refuses a current login that is neither, or none', () => {
  const options = { users: ['a', 'b'] as const };
  expect(() => alternate(options, valueOf('c'))).toThrow(MisconfiguredError);
  expect(() => alternate(options, SecretValue.text('plain'))).toThrow(
    MisconfiguredError,
  );
});

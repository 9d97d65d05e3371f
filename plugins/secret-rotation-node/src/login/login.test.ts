import { checkPasswordAlone, nextLogin, readAddress, requireFields } from '.';
import { MisconfiguredError } from '../errors';
import { SecretValue } from '../SecretValue';

const secret = (value: string) => ({ value, secret: true });

/** As a store gives it that knows of no public fields. */
const current = SecretValue.of({
  username: secret('shop'),
  password: secret('old p/w'),
  host: secret('cache.internal'),
  token: secret('t0ken'),
});

describe('the next value of a login', () => {
  it('has another password, and every other field as it was', () => {
    const next = nextLogin({
      current,
      username: 'shop_b',
      password: 'new',
      first: { host: 'other.internal' },
    });
    expect(next.fieldNames).toEqual(current.fieldNames);
    expect(next.public('username')).toBe('shop_b');
    expect(next.public('host')).toBe('cache.internal');
    expect(next.reveal('token')).toBe('t0ken');
    expect(next.secretFieldNames).toEqual(['password', 'token']);
  });

  it('keeps a value without a user as it is', () => {
    const plain = SecretValue.of({ password: secret('old') });
    const next = nextLogin({ current: plain, password: 'new', first: {} });
    expect(next.fieldNames).toEqual(['password']);
  });

  it('is made of what the operator says where there is none yet', () => {
    const next = nextLogin({
      current: undefined,
      username: 'shop',
      password: 'new',
      first: { host: 'h', port: '1' },
    });
    expect(next.fieldNames).toEqual(['host', 'port', 'username', 'password']);
    expect(next.secretFieldNames).toEqual(['password']);
  });

  it.each(['redis://shop:old p/w@h', 'redis://shop:old%20p%2Fw@h'])(
    'is refused where another field repeats the password: it would go stale',
    url => {
      const value = SecretValue.of({
        password: secret('old p/w'),
        url: secret(url),
      });
      expect(() =>
        nextLogin({ current: value, password: 'new', first: {} }),
      ).toThrow(MisconfiguredError);
      const check = checkPasswordAlone(value, 'redis.value-fields');
      expect(check).toMatchObject({ ok: false, code: 'redis.value-fields' });
      expect(check.message).toBe("The secret's field url repeats the password");
    },
  );

  it.each(['username', 'dn'])(
    'holds nothing against a %s that contains a short password',
    name => {
      const value = SecretValue.of({
        password: secret('a'),
        [name]: secret('cn=app,ou=services'),
      });
      expect(checkPasswordAlone(value, 'c').ok).toBe(true);
    },
  );

  it('holds nothing against a field beside an empty password', () => {
    const value = SecretValue.of({ password: secret(''), note: secret('x') });
    expect(checkPasswordAlone(value, 'c').ok).toBe(true);
  });
});

it('a field that a login needs and the value lacks is named', () => {
  expect(() => requireFields(current, ['username', 'password'])).not.toThrow();
  expect(() => requireFields(current, ['username', 'dn'])).toThrow(
    'The secret has no field dn',
  );
});

describe('an address', () => {
  it.each([
    ['cache', { host: 'cache', port: 6379 }],
    ['cache:7000', { host: 'cache', port: 7000 }],
    ['[::1]:7000', { host: '::1', port: 7000 }],
    ['[::1]', { host: '::1', port: 6379 }],
  ])('%s is read', (text, address) => {
    expect(readAddress(text, 'nodes.0', 6379)).toEqual(address);
  });

  it.each(['', 'redis://cache', 'cache:0', 'cache:70000', 'a b', 'u@h:1'])(
    '%j is refused with its key',
    text => {
      expect(() => readAddress(text, 'nodes.0', 6379)).toThrow(
        'nodes.0 is not of the form host:port',
      );
    },
  );
});

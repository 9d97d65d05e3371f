import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { holdsFields, inPlaceOf, refuseUnfit, sameFields } from './fields';

const password = (text: string) =>
  SecretValue.of({ password: { value: text, secret: true } });

describe('staged fields in place of those before', () => {
  it('leave what is not theirs, and the type of what did not change', () => {
    const before = {
      host: 'db',
      port: 5432,
      password: 'old',
      pool: { max: 5 },
    };
    expect(inPlaceOf(before, { port: '5432', password: 'new' })).toEqual({
      ...before,
      password: 'new',
    });
  });

  it('are found again among others, by their texts', () => {
    const after = { host: 'db', port: 5432, password: 'new' };
    expect(holdsFields(after, { port: '5432', password: 'new' })).toBe(true);
    expect(holdsFields(after, { password: 'old' })).toBe(false);
    expect(holdsFields(after, { user: 'a' })).toBe(false);
    expect(sameFields(after, { password: 'new' })).toBe(false);
  });
});

describe('a value that does not fit', () => {
  it.each([
    ['is too large', password('x'.repeat(500_001)), undefined],
    [
      'is too large with the fields that stay',
      password('x'.repeat(250_000)),
      { password: 'a', note: 'x'.repeat(250_000) },
    ],
    ['is one text where fields are', SecretValue.text('x'), { password: 'a' }],
  ])('is refused when it %s', (_, value, before) => {
    expect(() => refuseUnfit(value, before, 500_000)).toThrow(
      MisconfiguredError,
    );
  });

  it.each([
    [SecretValue.text('x'), { value: 'a' }],
    [SecretValue.text('x'), undefined],
    [password('x'.repeat(64 * 1024)), { password: 'a', host: 'db' }],
  ])('is none when there is room and the structure stays', (value, before) => {
    expect(() => refuseUnfit(value, before, 500_000)).not.toThrow();
  });
});

import { inspect } from 'node:util';
import fc from 'fast-check';
import { SecretValue } from './SecretValue';

const login = (password: string) =>
  SecretValue.of({
    username: { value: 'app', secret: false },
    password: { value: password, secret: true },
  });

describe('SecretValue', () => {
  it('shows its secret in no way of printing it', () => {
    const value = login('pw-Hq72-never-seen');

    for (const printed of [
      String(value),
      `${value}`,
      JSON.stringify({ value }),
      inspect({ value }, { depth: null, showHidden: true }),
      Object.values(value).join(),
      new Error(String(value)).message,
    ]) {
      expect(printed).not.toContain('Hq72');
    }
  });

  it('gives a secret text to whoever reveals it alone, and a public one to anybody', () => {
    const value = login('pw');

    expect(value.reveal('password')).toBe('pw');
    expect(value.public('password')).toBeUndefined();
    expect(value.public('username')).toBe('app');
    expect(value.secretFieldNames).toEqual(['password']);
  });

  it('names a missing field and those there are, never a text', () => {
    expect(() => login('pw-Hq72').reveal('token')).toThrow(
      new Error('The secret has no field "token", only username, password'),
    );
  });

  it('is refused without a secret field', () => {
    expect(() =>
      SecretValue.of({ username: { value: 'app', secret: false } }),
    ).toThrow('at least one secret field');
  });

  it('is as it was when the fields it was made of change', () => {
    const password = { value: 'first', secret: true };
    const value = SecretValue.of({ password });
    password.value = 'second';

    expect(value.reveal('password')).toBe('first');
  });

  it('keeps what lies beside the fields that change, in its order and as secret as it was', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.record({ value: fc.string(), secret: fc.boolean() }),
        ),
        fc.string(),
        (others, password) => {
          const current = SecretValue.of({
            ...others,
            password: { value: 'old', secret: true },
          });
          const next = SecretValue.keeping(current, {
            password: { value: password, secret: true },
          });

          expect(next.fieldNames).toEqual(current.fieldNames);
          expect(next.secretFieldNames).toEqual(current.secretFieldNames);
          expect(next.reveal('password')).toBe(password);
          for (const name of next.fieldNames.filter(n => n !== 'password'))
            expect(next.reveal(name)).toBe(current.reveal(name));
        },
      ),
    );
  });

  it('is its own fields alone where there was none before', () => {
    const first = SecretValue.keeping(undefined, {
      password: { value: 'pw', secret: true },
    });

    expect(
      first.equals(SecretValue.of({ password: { value: 'pw', secret: true } })),
    ).toBe(true);
  });
});

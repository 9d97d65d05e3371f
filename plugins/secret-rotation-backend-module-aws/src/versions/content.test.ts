import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { textWith, toSecretValue } from './content';

const login = (fields: Record<string, string>) =>
  SecretValue.of(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        { value, secret: true },
      ]),
    ),
  );

describe('the text of a secret', () => {
  it('gets new keys among those of others, which keep their order, type and value', () => {
    const before =
      '{"engine":"postgres","port":5432,"password":"old","tags":{"tier":1},"ssl":true}';
    expect(textWith(login({ password: 'new' }), before)).toBe(
      '{"engine":"postgres","port":5432,"password":"new","tags":{"tier":1},"ssl":true}',
    );
    expect(
      textWith(login({ port: '5432', ssl: 'true', password: 'new' }), before),
    ).toBe(textWith(login({ password: 'new' }), before));
  });

  it('is plain where it was plain, and JSON where the first value has several fields', () => {
    expect(textWith(SecretValue.text('new'), 'old')).toBe('new');
    expect(textWith(SecretValue.text('new'), undefined)).toBe('new');
    expect(textWith(SecretValue.text('new'), '12345')).toBe('new');
    expect(textWith(SecretValue.text('new'), '{"value":"old","a":1}')).toBe(
      '{"value":"new","a":1}',
    );
    expect(textWith(login({ user: 'a', key: 'b' }), undefined)).toBe(
      '{"user":"a","key":"b"}',
    );
  });

  it.each([
    '-----BEGIN KEY-----\nMII=\n',
    '{not json',
    '[1,2]',
    '"quoted"',
    '{}',
  ])('that is no JSON object (%j) is one plain value', text => {
    const value = toSecretValue(text, ['username']);
    expect(value.fieldNames).toEqual(['value']);
    expect(value.reveal('value')).toBe(text);
  });

  it('reads keys as fields, and only the listed ones as public', () => {
    const value = toSecretValue(
      '{"username":"a","port":5432,"token":"b","__proto__":"c"}',
      ['username', 'port'],
    );
    expect(value.public('port')).toBe('5432');
    expect(value.secretFieldNames).toEqual(['token', '__proto__']);
  });

  it.each([
    ['a text in place of an object', SecretValue.text('x'), '{"password":"a"}'],
    ['an object in place of a text', login({ password: 'x' }), 'plain'],
    ['more than 64 KiB', SecretValue.text('é'.repeat(32_769)), 'old'],
    [
      'a number that it cannot keep',
      login({ password: 'x' }),
      '{"id":12345678901234567890,"password":"a"}',
    ],
  ])('refuses %s, and shows nothing of it', (_, value, before) => {
    let error: unknown;
    try {
      textWith(value, before);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(MisconfiguredError);
    expect(String(error)).not.toMatch(/12345|éé|plain$/);
  });

  it('takes exactly 64 KiB', () => {
    const text = 'x'.repeat(65_536);
    expect(textWith(SecretValue.text(text), 'old')).toBe(text);
  });

  it('keeps long numbers that are exact', () => {
    const before = '{"id":9007199254740991,"rate":0.1,"password":"a"}';
    expect(textWith(login({ password: 'b' }), before)).toBe(
      '{"id":9007199254740991,"rate":0.1,"password":"b"}',
    );
  });

  it('refuses a secret whose keys are all public', () => {
    expect(() => toSecretValue('{"username":"a"}', ['username'])).toThrow(
      MisconfiguredError,
    );
  });
});

import { MisconfiguredError } from '../errors';
import { SecretValue } from '../SecretValue';
import { refuseOtherStructure, textOfValue, valueOfText } from './valueText';

const login = (fields: Record<string, string>) =>
  SecretValue.of(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        { value, secret: true },
      ]),
    ),
  );

describe('the text of a version as a value', () => {
  it('is the keys of a JSON object, and only the listed ones are public', () => {
    const value = valueOfText(
      '{"username":"a","port":5432,"token":"b","tags":{"tier":1},"__proto__":"c"}',
      ['username', 'port'],
    );
    expect(value.public('port')).toBe('5432');
    expect(value.reveal('tags')).toBe('{"tier":1}');
    expect(value.secretFieldNames).toEqual(['token', 'tags', '__proto__']);
  });

  it.each([
    '-----BEGIN KEY-----\nMII=\n',
    '{not json',
    '[1,2]',
    '"quoted"',
    '{}',
    ' 42\n',
  ])('is one plain text where it is no JSON object: %j', text => {
    const value = valueOfText(text, ['username']);
    expect(value.fieldNames).toEqual(['value']);
    expect(value.reveal('value')).toBe(text);
  });

  it('is refused where no key is secret', () => {
    expect(() => valueOfText('{"username":"a"}', ['username'])).toThrow(
      MisconfiguredError,
    );
  });
});

describe('a value as the text of a version', () => {
  it('takes its place among the keys of others, which keep their order, type and value', () => {
    const before =
      '{"engine":"postgres","port":5432,"password":"old","tags":{"tier":1},"ssl":true}';
    const after = before.replace('old', 'new');
    expect(textOfValue(login({ password: 'new' }), before)).toBe(after);
    const all = { port: '5432', ssl: 'true', password: 'new' };
    expect(textOfValue(login(all), before)).toBe(after);
  });

  it('leaves every other sign as somebody wrote it, and long numbers all their digits', () => {
    const before =
      '{ "id" : 12345678901234567890,\n\t"rate": 1.0, "caf\\u00e9": 1E2, "password": "a" }\n';
    const after = before.replace('"a"', '"b"');
    expect(textOfValue(login({ password: 'b' }), before)).toBe(after);
    const whole = valueOfText(before, []);
    expect(whole.reveal('id')).toBe('12345678901234567890');
    expect(textOfValue(whole, before)).toBe(before);
  });

  it('is plain where it was plain or is the first, and a key where consumers read keys', () => {
    const text = SecretValue.text('new');
    expect(textOfValue(text)).toBe('new');
    expect(textOfValue(text, 'old')).toBe('new');
    expect(textOfValue(text, '{"value":"old","note":1}')).toBe(
      '{"value":"new","note":1}',
    );
    expect(textOfValue(login({ user: 'a', key: 'b' }))).toBe(
      '{"user":"a","key":"b"}',
    );
  });

  it('is refused when it would be read back as something else', () => {
    expect(() => textOfValue(SecretValue.text('{"a":"b"}'))).toThrow(
      MisconfiguredError,
    );
  });

  it.each([
    ['one text over named keys', SecretValue.text('x'), '{"password":"a"}'],
    ['named keys over one text', login({ password: 'x' }), 'plain'],
  ])(
    'is refused as %s, whose consumers could not read it',
    (_, value, text) => {
      expect(() => refuseOtherStructure(value, text)).toThrow(
        MisconfiguredError,
      );
    },
  );

  it.each([
    [SecretValue.text('x'), 'plain'],
    [SecretValue.text('x'), '{"value":"a","note":1}'],
    [login({ password: 'x' }), '{"password":"a","note":1}'],
  ])('is taken in the structure that is there', (value, text) => {
    expect(() => refuseOtherStructure(value, text)).not.toThrow();
  });
});

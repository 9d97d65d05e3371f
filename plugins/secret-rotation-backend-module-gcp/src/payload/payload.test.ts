import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { holdsStaged, toPayload, toSecretValue } from './payload';

const PUBLIC = ['username', 'port'];

const bytes = (text: string) => Buffer.from(text);
const read = (text: string) => toSecretValue(bytes(text), PUBLIC);
const login = (password: string) =>
  SecretValue.of({
    username: { value: 'payments_b', secret: false },
    password: { value: password, secret: true },
  });

describe('a payload as a value', () => {
  it('is the keys of a JSON object, public ones as declared; what is no string is its JSON text', () => {
    const value = read(
      '{"username":"a","port":5432,"password":"é€","tags":{"tier":1}}',
    );
    expect(value.fieldNames).toEqual(['username', 'port', 'password', 'tags']);
    expect(value.secretFieldNames).toEqual(['password', 'tags']);
    expect(value.public('port')).toBe('5432');
    expect(value.reveal('password')).toBe('é€');
    expect(value.reveal('tags')).toBe('{"tier":1}');
  });

  it.each(['s3cret', ' s3cret\n', '"quoted"', '[1]', '{}', '{ not JSON', '42'])(
    'is one text where it is no JSON object: %j',
    text => {
      const value = read(text);
      expect(value.fieldNames).toEqual(['value']);
      expect(value.reveal('value')).toBe(text);
    },
  );

  it('is refused when it is binary or holds no secret key', () => {
    for (const payload of [
      Buffer.from([0xff, 0xfe, 0x00]),
      bytes('{"username":"a"}'),
    ]) {
      expect(() => toSecretValue(payload, PUBLIC)).toThrow(MisconfiguredError);
    }
  });
});

describe('a value as a payload', () => {
  it('keeps foreign keys, their order and the types of what did not change', () => {
    const before = bytes(
      '{"host":"db","port":5432,"username":"payments_a","password":"old","pool":{"max":5}}',
    );
    const value = SecretValue.of({
      username: { value: 'payments_b', secret: false },
      port: { value: '5432', secret: false },
      password: { value: 'new', secret: true },
    });
    expect(String(toPayload(value, before))).toBe(
      '{"host":"db","port":5432,"username":"payments_b","password":"new","pool":{"max":5}}',
    );
  });

  it('is a text where it is a text, and a key where consumers read JSON', () => {
    const text = SecretValue.text('new');
    expect(String(toPayload(text))).toBe('new');
    expect(String(toPayload(text, bytes('old')))).toBe('new');
    expect(String(toPayload(text, bytes('{"value":"old","note":1}')))).toBe(
      '{"value":"new","note":1}',
    );
    expect(String(toPayload(login('new'), bytes('old')))).toBe(
      '{"username":"payments_b","password":"new"}',
    );
  });

  it('is at most 64 KiB, counted with the keys that stay', () => {
    expect(toPayload(SecretValue.text('x'.repeat(65_536)))).toHaveLength(
      65_536,
    );
    expect(() => toPayload(SecretValue.text('é'.repeat(32_769)))).toThrow(
      MisconfiguredError,
    );
    const before = bytes(JSON.stringify({ note: 'x'.repeat(65_500) }));
    expect(() => toPayload(login('new'), before)).toThrow(MisconfiguredError);
    expect(() => toPayload(SecretValue.text(''))).toThrow(MisconfiguredError);
  });

  it('is refused when it would be read back as something else', () => {
    expect(() => toPayload(SecretValue.text('{"a":"b"}'))).toThrow(
      MisconfiguredError,
    );
  });

  it('is found again in a payload that holds it beside other keys', () => {
    const staged = toPayload(login('new'));
    const beside = bytes(
      '{"note":"x","username":"payments_b","password":"new"}',
    );
    expect(holdsStaged(beside, staged)).toBe(true);
    expect(holdsStaged(bytes('{"password":"old"}'), staged)).toBe(false);
    expect(holdsStaged(undefined, staged)).toBe(false);
  });
});

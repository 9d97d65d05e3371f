import { ConfigReader } from '@backstage/config';
import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { OpaqueRotator } from './OpaqueRotator';
import { readOpaqueSettings } from './settings';

const IN_TIME = {
  signal: new AbortController().signal,
  fence: { run: 7, epoch: 1 },
};

function rotatorOf(entry: object): OpaqueRotator {
  const config = new ConfigReader({ kind: 'opaque', ...entry });
  return new OpaqueRotator(readOpaqueSettings({ name: 'hooks', config }));
}

function refusalOf(entry: object): string | undefined {
  try {
    rotatorOf(entry);
  } catch (error) {
    if (error instanceof MisconfiguredError) return error.message;
    throw error;
  }
  return undefined;
}

describe('a random value', () => {
  it.each([
    [{}, /^[\w-]{43}$/],
    [{ shape: 'hex' }, /^[0-9a-f]{64}$/],
    [{ shape: 'base64', bytes: 16 }, /^[A-Za-z0-9+/]{22}==$/],
    [{ shape: 'hex', bytes: 16 }, /^[0-9a-f]{32}$/],
    [
      {
        shape: 'password',
        password: { length: 30, alphabet: 'alphanumeric', require: ['digit'] },
      },
      /^(?=.*\d)[A-Za-z0-9]{30}$/,
    ],
  ])('has the shape that the operator declares: %j', (entry, shape) => {
    const rotator = rotatorOf(entry);
    const [one, other] = [1, 2].map(() =>
      rotator.generate({ current: undefined }).reveal('value'),
    );
    expect(one).toMatch(shape);
    expect(other).not.toBe(one);
  });

  it('keeps what stands beside it, and puts in what the operator fixed', () => {
    const rotator = rotatorOf({ field: 'key', fixed: { issuer: 'partner' } });
    const value = rotator.generate({
      current: SecretValue.of({
        key: { value: 'before', secret: true },
        url: { value: 'https://partner.example', secret: false },
        pin: { value: 'also-secret', secret: true },
      }),
    });
    expect(value.public('url')).toBe('https://partner.example');
    expect(value.public('issuer')).toBe('partner');
    expect(value.secretFieldNames.sort()).toEqual(['key', 'pin']);
    expect(value.reveal('key')).not.toBe('before');
  });

  it.each([
    [{ bytes: 15 }, 'rotators.hooks.bytes is not usable'],
    [{ shape: 'uuid' }, 'rotators.hooks.shape is not usable'],
    [{ shape: 'password', password: { length: 10 } }, 'fewer than 128'],
    [{ fixed: { value: 'x' } }, 'uses the field value twice'],
    [{ overlap: 'dual', previousField: 'value' }, 'uses the field value twice'],
    [{ overlap: 'dual', field: 'key' }, 'cannot prove which of two values'],
    [
      { overlap: 'dual', previousField: 'password' },
      'cannot prove which of two values',
    ],
  ])('is refused if it could be guessed or overwritten: %j', (entry, why) => {
    expect(refusalOf(entry)).toContain(why);
  });
});

describe('old and new at once', () => {
  const before = SecretValue.text('before');

  it('is what the operator declares: the value carries the one before it', () => {
    const rotator = rotatorOf({ overlap: 'dual' });
    expect(rotator.overlap).toBe('dual');
    const value = rotator.generate({ current: before });
    expect(value.reveal('previous')).toBe('before');
    expect(value.reveal('value')).not.toBe('before');
  });

  it('does not call the one before it refused, which its value still carries', async () => {
    const rotator = rotatorOf({ overlap: 'dual' });
    const second = rotator.generate({ current: before });
    const third = rotator.generate({ current: second });
    expect(
      await rotator.revoke({ keep: second, refuse: before }, IN_TIME),
    ).toEqual({
      endedSessions: 0,
      staysAccepted: true,
    });
    expect(
      await rotator.revoke({ keep: third, refuse: before }, IN_TIME),
    ).toEqual({
      endedSessions: 0,
      staysAccepted: false,
    });
  });

  it('is not there where nothing is declared', () => {
    const rotator = rotatorOf({});
    expect(rotator.overlap).toBe('single');
    expect(rotator.generate({ current: before }).fieldNames).toEqual(['value']);
  });
});

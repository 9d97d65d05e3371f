import { storeVersionId } from '../contracts/SecretStore';
import { MisconfiguredError } from '../errors';
import { SecretValue } from '../SecretValue';
import { isAllowedName } from './allowedNames';
import { deliveredText } from './deliveredText';
import {
  formatDeliveryMark,
  parseDeliveryMark,
  pathDigest,
} from './DeliveryMark';

const MARK = {
  path: pathDigest('payments/db-login'),
  version: storeVersionId('42'),
  fence: { run: 2041, epoch: 3 },
};

describe('a delivery mark', () => {
  it.each([undefined, new Date('2026-03-01T12:00:00.000Z')])(
    'comes back as it was written, since %s',
    since => {
      expect(parseDeliveryMark(formatDeliveryMark({ ...MARK, since }))).toEqual(
        { ...MARK, since },
      );
    },
  );

  it('fits into a description of 255 characters, whatever the store calls its versions, and hides the path', () => {
    const text = formatDeliveryMark({
      ...MARK,
      version: storeVersionId('v'.repeat(100)),
      fence: { run: 123_456_789, epoch: 123_456 },
      since: new Date(),
    });
    expect(text.length).toBeLessThanOrEqual(255);
    expect(text).not.toContain('payments');
  });

  it.each([
    undefined,
    null,
    '',
    'the password of the database',
    '{}',
    '{"keyturn":1}',
    '{"keyturn":1,"path":"0123456789abcdef","version":"42","fence":"7"}',
  ])('is not read out of %j', text => {
    expect(parseDeliveryMark(text)).toBeUndefined();
  });
});

describe('an allowed name', () => {
  it.each([
    ['acme/checkout', 'acme/checkout', true],
    ['acme/checkout', 'ACME/Checkout', true],
    ['acme/*', 'acme/checkout', true],
    ['acme/pay-*', 'acme/pay-roll', true],
    ['acme/**', 'acme/platform/checkout', true],
    ['acme/*', 'acme/platform/checkout', false],
    ['acme/*', 'acme', false],
    ['acme/*', 'evil/acme/checkout', false],
    ['acme/*', 'acmeX/checkout', false],
    ['acme.io/*', 'acmeXio/checkout', false],
    ['acme/checkout', 'acme/checkout-2', false],
    ['*', 'acme/checkout', false],
  ])('%s for %s: %s', (pattern, name, allowed) => {
    expect(isAllowedName(['other/one', pattern], name)).toBe(allowed);
  });

  it('is none without a pattern', () => {
    expect(isAllowedName([], 'acme/checkout')).toBe(false);
  });
});

describe('the delivered text', () => {
  const login = SecretValue.of({
    username: { value: 'payments_a', secret: false },
    password: { value: 'a-password', secret: true },
  });

  it('is that of the named field, or of the only secret one', () => {
    expect(deliveredText(login, undefined, 'key')).toBe('a-password');
    expect(deliveredText(login, 'username', 'key')).toBe('payments_a');
  });

  it('is none where the field is missing or not told, and the message shows none', () => {
    const two = SecretValue.of({
      id: { value: 'first-secret', secret: true },
      key: { value: 'second-secret', secret: true },
    });
    for (const read of [
      () => deliveredText(login, 'token', 'key'),
      () => deliveredText(two, undefined, 'key'),
    ])
      expect(read).toThrow(MisconfiguredError);
    expect(() => deliveredText(two, undefined, 'the.key')).toThrow(
      'The value has several secret fields, and the.key names none',
    );
  });
});

import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { parseCertificateOptions } from './certificateOptions';

const LABEL = 'a'.repeat(63);

describe('options of a certificate', () => {
  it.each([
    ['shop.internal'],
    ['*.shop.internal'],
    ['localhost'],
    ['xn--bcher-kva.example'],
    ['10.0.0.7'],
    ['::1'],
    [[LABEL, LABEL, LABEL, 'a'.repeat(61)].join('.')],
  ])('take the name %s', name => {
    expect(parseCertificateOptions({ names: [name] }).names).toEqual([name]);
  });

  it.each([
    [''],
    ['shop.internal\0.evil.example'],
    ['shop.internal,DNS:evil.example'],
    ['shop.internal\nDNS.2=evil.example'],
    ['"; DROP TABLE certificates; --'],
    ["o'shop.internal"],
    ['back\\slash.internal'],
    ['bücher.example'],
    ['Shop.internal'],
    ['shop.internal.'],
    ['.shop.internal'],
    ['shop..internal'],
    ['-shop.internal'],
    ['sh*op.internal'],
    ['*.*.internal'],
    ['*.internal'],
    ['*'],
    ['shop_a.internal'],
    ['1.2.3'],
    ['10.0.0.7/24'],
    ['10.0.0.300'],
    ['shop.internal:8443'],
    ['https://shop.internal'],
    ['../shop.internal'],
    ['/CN=evil'],
    ['user@shop.internal'],
    [`${LABEL}a.internal`],
    [[LABEL, LABEL, LABEL, 'a'.repeat(62)].join('.')],
  ])('refuse the name %j, with what to do', name => {
    expect(() => parseCertificateOptions({ names: [name] })).toThrow(
      MisconfiguredError,
    );
  });

  it.each([
    [undefined],
    [{}],
    [{ names: [] }],
    [{ names: 'shop.internal' }],
    [{ names: ['a.internal', 'a.internal'] }],
    [{ names: Array.from({ length: 101 }, (_, i) => `n${i}.internal`) }],
    [{ names: ['a.internal'], key: 'rsa-512' }],
    [{ names: ['a.internal'], host: 'evil.example' }],
  ])('refuse %j, with what to do', options => {
    expect(() => parseCertificateOptions(options)).toThrow(MisconfiguredError);
  });
});

import { MisconfiguredError } from '../errors';
import { parseAddressPattern, parsePathPattern } from './addressPattern';

const KEY = 'secretRotation.consumers.http.base';
const consumer = {
  entityRef: 'component:shop/checkout',
  name: 'checkout',
  namespace: 'shop',
  labels: { tier: 'gold', 'example.com/zone': 'eu-1', dotted: 'a.b' },
};

function problemOf(run: () => unknown): MisconfiguredError {
  try {
    run();
  } catch (error) {
    if (error instanceof MisconfiguredError) {
      return error;
    }
    throw error;
  }
  throw new Error('It was not refused');
}

describe('an address pattern', () => {
  it.each([
    ['http://{name}.svc.internal:8080', 'http://checkout.svc.internal:8080'],
    [
      'https://{name}.{namespace}.svc.cluster.local/',
      'https://checkout.shop.svc.cluster.local',
    ],
    [
      'HTTPS://{name}.{labels.tier}.{labels.example.com/zone}.internal',
      'https://checkout.gold.eu-1.internal',
    ],
    ['http://127.0.0.1:7401', 'http://127.0.0.1:7401'],
    ['http://[::1]:7401', 'http://[::1]:7401'],
    ['https://gateway/{namespace}/{name}', 'https://gateway/shop/checkout'],
  ])('fills %s', (pattern, expected) => {
    expect(parseAddressPattern(pattern, KEY).expand(consumer)).toBe(expected);
  });

  it.each([
    ['a scheme placeholder', '{labels.scheme}://a.internal'],
    ['another scheme', 'ftp://{name}.internal'],
    ['no scheme', '{name}.svc.internal'],
    ['a port placeholder', 'http://a.internal:{labels.port}'],
    ['a port that is no number', 'http://a.internal:80a'],
    ['a port out of range', 'http://a.internal:99999'],
    ['user info', 'http://user:pass@{name}.internal'],
    ['user info by placeholder', 'http://{name}@a.internal'],
    ['a host that is only a placeholder', 'http://{name}:8080'],
    ['a host of placeholders', 'http://{name}.{namespace}'],
    ['a suffix by placeholder', 'http://api.{labels.domain}'],
    ['an IP address by placeholder', 'http://{name}.0.0.1'],
    ['a hexadecimal IP address', 'http://{name}.0x1'],
    ['a placeholder inside of a label', 'http://{name}-api.internal'],
    ['two placeholders in one label', 'http://{name}{namespace}.internal'],
    ['an unknown placeholder', 'http://{kind}.internal'],
    ['a placeholder without a label', 'http://{labels.}.internal'],
    ['an unclosed brace', 'http://{name.internal'],
    ['a dollar placeholder', 'http://${name}.internal'],
    ['a query', 'http://{name}.internal/?a=b'],
    ['a fragment', 'http://{name}.internal/#a'],
    ['a backslash', 'http://{name}.internal\\@evil.example'],
    ['an empty host', 'http:///path'],
    ['an empty label', 'http://{name}..internal'],
    ['a space', 'http://{name}.inter nal'],
  ])('refuses %s, naming key and fix', (_what, pattern) => {
    const problem = problemOf(() => parseAddressPattern(pattern, KEY));
    expect(problem.message).toContain(KEY);
    expect(problem.fix).not.toBe('');
    expect(`${problem.message} ${problem.fix}`).not.toContain('pass@');
  });

  it.each([
    ['dots', 'a.evil.example'],
    ['a slash', 'evil.example/a'],
    ['a port', 'evil:80'],
    ['user info', 'a@evil'],
    ['a fragment', 'evil.example#'],
    ['percent signs', 'a%2eb'],
    ['an underscore', 'a_b'],
    ['a leading hyphen', '-a'],
    ['more than 63 characters', 'a'.repeat(64)],
    ['a line break', 'a\nb'],
    ['nothing', ''],
  ])('takes no name with %s', (_what, name) => {
    const pattern = parseAddressPattern('http://{name}.svc.internal', KEY);
    const problem = problemOf(() => pattern.expand({ ...consumer, name }));
    expect(problem.message).toContain(KEY);
    expect(problem.message).toContain('component:shop/checkout');
    expect(problem.message).not.toContain('evil');
  });

  it('takes a name of 63 characters', () => {
    const name = 'a'.repeat(63);
    expect(
      parseAddressPattern('http://{name}.svc.internal', KEY).expand({
        ...consumer,
        name,
      }),
    ).toBe(`http://${name}.svc.internal`);
  });

  it.each(['missing', 'dotted', 'constructor', '__proto__'])(
    'names the label %s that cannot be used',
    label => {
      const pattern = parseAddressPattern(
        `http://{labels.${label}}.internal`,
        KEY,
      );
      expect(problemOf(() => pattern.expand(consumer)).message).toContain(
        `label ${label}`,
      );
    },
  );
});

describe('a path pattern', () => {
  it('fills placeholders with one label each', () => {
    expect(parsePathPattern('/{name}/attest', KEY).expand(consumer)).toBe(
      '/checkout/attest',
    );
  });

  it.each([
    'attest',
    '//evil.example/a',
    '/a?b',
    '/a#b',
    '/a b',
    '/\\evil',
    '',
  ])('refuses %j', path => {
    expect(problemOf(() => parsePathPattern(path, KEY)).message).toContain(KEY);
  });
});

import type { ConsumerEntity } from '@keyturn/backstage-plugin-secret-rotation-node';
import { parseQueryPattern } from './queryPattern';

const CHECKOUT: ConsumerEntity = {
  entityRef: 'component:shop/checkout',
  name: 'checkout-api',
  namespace: 'shop',
  labels: { 'example.com/tier': 'gold' },
};
const expand = (query: string, consumer = CHECKOUT) =>
  parseQueryPattern(query, 'query').expand(consumer);

describe('a query', () => {
  it.each([
    [`up{app="{name}"}`, `up{app="checkout-api"}`],
    [
      `up{app='{name}',ns=~\`{namespace}\`}`,
      `up{app='checkout-api',ns=~\`shop\`}`,
    ],
    [
      `up{app=~"({name}|{name}-canary).*"}`,
      `up{app=~"(checkout-api|checkout-api-canary).*"}`,
    ],
    [`up{tier="{labels.example.com/tier}"}`, `up{tier="gold"}`],
    [`up{x="\\"",app="{name}"}`, `up{x="\\"",app="checkout-api"}`],
    [
      `up{x="#",app="{name}"} # one's comment`,
      `up{x="#",app="checkout-api"} # one's comment`,
    ],
    [
      `up{route="/orders/{id}",code=~"5\\\\d{2}"}`,
      `up{route="/orders/{id}",code=~"5\\\\d{2}"}`,
    ],
    ['vector(1)', 'vector(1)'],
  ])('%s has its placeholders replaced and nothing else', (query, asked) => {
    expect(expand(query)).toBe(asked);
  });

  it.each([
    ['{name}_errors_total'],
    ['up{name}'],
    ['up{ name }'],
    ['{labels.tier} == 1'],
    ['up{{name}="x"}'],
    ['up{x="a"} # {name}'],
    ['up{nmae}'],
  ])('%s is refused: a placeholder stands between quotes', query => {
    expect(() => parseQueryPattern(query, 'query')).toThrow(
      'query has a placeholder that is not between quotes',
    );
  });

  it.each([
    ['up{app="{name}}'],
    [`up{app='{name}"}`],
    ['up{app=`{name}}'],
    ['up{app="\\"}'],
  ])('%s is refused: a quote is not closed', query => {
    expect(() => parseQueryPattern(query, 'query')).toThrow(
      'query has a quote that is not closed',
    );
  });

  it('is refused with a dollar sign before a placeholder', () => {
    expect(() => parseQueryPattern('up{app="${name}"}', 'query')).toThrow(
      'from the environment',
    );
  });

  it.each([
    'a"b',
    'a\\',
    "a'b",
    'a`b',
    'a}b',
    'a.b',
    '.*',
    'a|b',
    'a b',
    'a\n',
    '',
    '-a',
  ])('is not asked for an entity named %j', name => {
    for (const quote of ['"', "'", '`'])
      expect(() =>
        expand(`up{app=${quote}{name}${quote}}`, { ...CHECKOUT, name }),
      ).toThrow(expect.objectContaining({ name: 'MisconfiguredError' }));
  });

  it('is not asked for an entity without the label that it needs', () => {
    expect(() => expand('up{tier="{labels.other}"}')).toThrow('label other');
  });
});

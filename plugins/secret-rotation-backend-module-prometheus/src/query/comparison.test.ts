import { parseComparison } from './comparison';

it.each([
  ['< 0.01', [0.009, -1, -Infinity], [0.01, 1, Infinity]],
  ['<= 0.01', [0.009, 0.01], [0.011]],
  ['> 1', [1.1, Infinity], [1, 0]],
  ['>=1', [1, 2], [0.99]],
  ['== 1', [1], [0, 2]],
  ['!= 0', [1, -1], [0]],
  [' < -1.5e-3 ', [-1], [0]],
  ['< .5', [0.4], [0.5]],
])('%s is so for some numbers, and not for others', (text, good, bad) => {
  const compare = parseComparison(text, 'healthyWhen');
  expect(good.filter(each => !compare(each))).toEqual([]);
  expect(bad.filter(each => compare(each))).toEqual([]);
});

it.each([
  '',
  '0.01',
  '<',
  '=< 1',
  '= 1',
  '< one',
  '< 1 or true',
  '< 1.',
  '< NaN',
])('%j is no comparison', text => {
  expect(() => parseComparison(text, 'healthyWhen')).toThrow(
    'healthyWhen is no comparison with a number',
  );
});

it('is true of no number that is none', () => {
  for (const sign of ['<', '<=', '>', '>=', '=='])
    expect(parseComparison(`${sign} 1`, 'healthyWhen')(NaN)).toBe(false);
});

import {
  MisconfiguredError,
  pathDigest,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { formatDescription, parseDescription } from './description';

const MARK = {
  path: pathDigest('payments/db-login'),
  version: storeVersionId('42'),
  fence: { run: 2041, epoch: 3 },
};

it.each([
  ['', MARK],
  ['Ask the payments team', MARK],
  ['{"a":1}', { ...MARK, since: new Date('2026-03-01T12:00:00Z') }],
  ['{"keyturn":1,', { ...MARK, version: storeVersionId('{"keyturn":1,}') }],
])('a mark stands behind the words %j, which stay', (words, mark) => {
  const text = formatDescription(words, mark, 'acme/checkout DB_PASSWORD');
  expect(parseDescription(text)).toEqual({ words, mark });
});

it.each(['', 'Ask us', '{"keyturn":1,"path":"x"}'])(
  'there is none in %j',
  words => {
    expect(parseDescription(words)).toEqual({ words });
  },
);

it('no write begins whose time would not find room', () => {
  const length = (words: string) =>
    formatDescription(words, { ...MARK, since: new Date() }, 'a').length;
  const room = 255 - length('x');
  const most = 'x'.repeat(1 + room);
  expect(length(most)).toBe(255);
  expect(formatDescription(most, MARK, 'a').length).toBeLessThan(255);
  expect(() => formatDescription(`${most}x`, MARK, 'a')).toThrow(
    MisconfiguredError,
  );
});

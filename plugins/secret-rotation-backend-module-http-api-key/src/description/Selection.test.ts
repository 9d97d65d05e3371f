import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { parseSelection } from './Selection';

const ANSWER = { data: { id: 7, 'a/b': ['x', 'y'] }, key: 'secret-text' };

it.each([
  ['', ANSWER],
  ['/data/id', 7],
  ['/data/a~1b/1', 'y'],
  ['/nothing/here', undefined],
  ['data.id', 7],
  ['data.`a/b`[1]', 'y'],
  ['nothing.here', undefined],
  ["$split(key, '-')[0]", 'secret'],
])('%s picks a part of an answer', async (text, part) => {
  expect(await parseSelection(text, 'entry.list.id')(ANSWER)).toEqual(part);
});

it('nothing is picked from what is no object', async () => {
  expect(await parseSelection('/a', 'entry.list.id')(undefined)).toBe(
    undefined,
  );
});

it('an expression that fails is said without the answer', async () => {
  const select = parseSelection('$number(key)', 'entry.list.id');
  const error: unknown = await select(ANSWER).catch(thrown => thrown);
  expect(error).toBeInstanceOf(MisconfiguredError);
  expect(String(error)).toContain('entry.list.id');
  expect(String(error)).not.toContain('secret-text');
});

it('an expression without an end is given up', async () => {
  const select = parseSelection(
    '($f := function($n){ $f($n + 1) }; $f(0))',
    'entry.list.id',
  );
  await expect(select(ANSWER)).rejects.toThrow(MisconfiguredError);
});

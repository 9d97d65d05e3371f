import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const CHECKOUT = resolve(
  dirname(require.resolve('keyturn-tests/package.json')),
  '..',
);

/** The row below the head of the totals' table. */
function totalsIn(file: string): string | undefined {
  const lines = readFileSync(resolve(CHECKOUT, file), 'utf8').split('\n');
  const head = lines.findIndex(line => line.startsWith('| kills | pairs |'));
  return head < 0 ? undefined : lines[head + 2];
}

it('the README shows the totals of the last full sweep', () => {
  const totals = totalsIn('docs/survival.md');
  expect(totals).toMatch(
    /^\| \d{3,} \| \d{2,} \| 0 \| 0 \| [\d.]+ s \| 7 s \|$/,
  );
  expect(totalsIn('README.md')).toBe(totals);
});

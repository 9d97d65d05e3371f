import assert from 'node:assert/strict';
import { inspect } from 'node:util';

/** Expects that nothing printable of something shows one of these texts, in any form that logs and URLs know. */
export function expectNoTextIn(
  something: unknown,
  texts: readonly string[],
): void {
  const printed = [
    inspect(something, { depth: Infinity, showHidden: true }),
    JSON.stringify(something) ?? '',
    String(something),
    something instanceof Error ? something.stack ?? '' : '',
  ].join('\n');
  for (const form of texts.flatMap(formsOf)) {
    // Compared by hand: a failing comparison would print the value.
    assert.ok(
      !printed.includes(form),
      'A value can be read in what is printed',
    );
  }
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [
    text,
    // The random beginning alone is enough to know the value.
    text.split(' ')[0] || text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('base64').slice(0, -4),
    bytes.toString('hex'),
  ];
}

/**
 * The forms in which a value could be written, as text to look for: raw, JSON-escaped, percent-encoded (as needed and
 * whole), hexadecimal, and base64 in both alphabets, also where it begins in the middle of a longer encoded text.
 * @internal
 */
export function formsOf(value: string): Map<string, string> {
  const bytes = Buffer.from(value, 'utf8');
  const hex = bytes.toString('hex');
  const forms: Array<[string, string]> = [
    ['raw', value],
    ['JSON-escaped', JSON.stringify(value).slice(1, -1)],
    ['JSON-escaped as \\u', unicodeEscaped(value)],
    ['percent-encoded', encodeURIComponent(value)],
    ['percent-encoded whole', percentEncoded(hex.toUpperCase())],
    ['percent-encoded whole, small', percentEncoded(hex)],
    ['hex', hex],
    ['hex, capital', hex.toUpperCase()],
    ...[0, 1, 2].flatMap((shift): Array<[string, string]> => {
      const text = base64Core(bytes, shift);
      return [
        [`base64, shifted by ${shift}`, text],
        [
          `base64url, shifted by ${shift}`,
          text.replaceAll('+', '-').replaceAll('/', '_'),
        ],
      ];
    }),
  ];
  const unique = new Map<string, string>();
  for (const [name, text] of forms) {
    if (![...unique.values()].includes(text)) {
      unique.set(name, text);
    }
  }
  return unique;
}

function unicodeEscaped(value: string): string {
  return [...value]
    .map(
      char => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
    )
    .join('');
}

function percentEncoded(hex: string): string {
  return hex.replace(/../g, '%$&');
}

/** The characters that stand for these bytes alone when `shift` other bytes come before them. */
function base64Core(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const from = [0, 2, 3][shift];
  // The last character also holds bits of whatever comes next, unless the bytes end on a boundary.
  const to = (shift + bytes.length) % 3 === 0 ? text.length : text.length - 1;
  return text.slice(from, to);
}

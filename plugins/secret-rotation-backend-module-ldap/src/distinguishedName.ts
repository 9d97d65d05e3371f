// Attribute, equals sign, value; several by commas. What has a meaning of its own is behind a backslash. A number sign
// in front would be a value in another notation.
const PART = String.raw`[A-Za-z][A-Za-z0-9-]*=(?!#)(?:\\.|[^\\,+"<>;=\s]|(?<=[^=,+]) (?=[^,+]))+`;
const NAME = new RegExp(`^${PART}(?:[,+]${PART})*$`, 'u');
const MOST_BYTES = 1024;

const ESCAPED = /(?:\\[0-9a-f]{2})+|\\(.)/giu;
const SPECIAL = /[,+"\\<>;]/gu;

/**
 * Whether a text is a distinguished name as directories write it: no space around commas, no quotes, no control sign.
 */
export function isDistinguishedName(text: string): boolean {
  return (
    !/[\p{Cc}\p{Cs}]/u.test(text) &&
    Buffer.byteLength(text) <= MOST_BYTES &&
    NAME.test(text)
  );
}

/** One spelling for all of one name: without case, and with the same signs behind a backslash in the same way. */
export function canonicalName(text: string): string {
  return text
    .replace(ESCAPED, (escaped: string, sign: string | undefined) =>
      (sign ?? decoded(escaped)).replace(SPECIAL, inHex),
    )
    .toLowerCase();
}

/** Whether two texts name the same entry. */
export function isSameName(one: string, other: string): boolean {
  return canonicalName(one) === canonicalName(other);
}

function decoded(escaped: string): string {
  return Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8');
}

function inHex(sign: string): string {
  return `\\${Buffer.from(sign).toString('hex')}`;
}

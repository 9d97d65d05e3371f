import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

type Entries = Readonly<Record<string, unknown>>;

const MOST_BYTES = 65_536;
const PLAIN = 'value';

/** The text of a version as a value: the keys of a JSON object, or one plain text. */
export function toSecretValue(
  text: string,
  publicFields: readonly string[],
): SecretValue {
  const entries = parseObject(text);
  if (!entries) {
    return SecretValue.text(text);
  }
  const names = Object.keys(entries);
  if (names.every(name => publicFields.includes(name))) {
    throw new MisconfiguredError(
      'The secret has no secret key',
      'Store at least one key that is not listed in publicFields of the store',
    );
  }
  return SecretValue.of(
    Object.fromEntries(
      names.map(name => [
        name,
        { value: textOf(entries[name]), secret: !publicFields.includes(name) },
      ]),
    ),
  );
}

/**
 * The text that holds the value in place of the one before. Keys that the value does not have stay, and so does the
 * type of what did not change.
 * @throws MisconfiguredError when the consumers of the one before could not read it, or when it is too large
 */
export function textWith(
  value: SecretValue,
  before: string | undefined,
): string {
  const isPlain = value.fieldNames.join() === PLAIN;
  const entries = before === undefined ? undefined : parseObject(before);
  if (before !== undefined) {
    refuseOtherShape(isPlain, entries);
  }
  const text =
    isPlain && !entries
      ? value.reveal(PLAIN)
      : JSON.stringify({ ...entries, ...changes(value, entries ?? {}) });
  if (Buffer.byteLength(text) > MOST_BYTES) {
    throw new MisconfiguredError(
      'The secret would be larger than the 64 KiB that AWS takes',
      'Keep large parts elsewhere, or let the rotator make a smaller value',
    );
  }
  return text;
}

function refuseOtherShape(
  isPlain: boolean,
  entries: Entries | undefined,
): void {
  if (isPlain && entries && !Object.hasOwn(entries, PLAIN)) {
    throw new MisconfiguredError(
      'The secret is a JSON object, but the rotator makes one plain text',
      'Use a rotator that makes named fields, or store the secret as plain text',
    );
  }
  if (!isPlain && !entries) {
    throw new MisconfiguredError(
      'The secret is one plain text, but the rotator makes several fields',
      'Store the secret as a JSON object with these fields first',
    );
  }
}

function changes(value: SecretValue, before: Entries): Entries {
  return Object.fromEntries(
    value.fieldNames.map(name => {
      const text = value.reveal(name);
      const isSame =
        Object.hasOwn(before, name) && textOf(before[name]) === text;
      return [name, isSame ? before[name] : text];
    }),
  );
}

function textOf(raw: unknown): string {
  return typeof raw === 'string' ? raw : JSON.stringify(raw);
}

/** `undefined`: the text is no JSON object, or one without keys. */
function parseObject(text: string): Entries | undefined {
  if (!/^\s*\{/.test(text)) {
    return undefined;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, keepExact);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined; // A text that begins with a brace is still a text.
    }
    throw error;
  }
  return typeof parsed === 'object' &&
    parsed !== null &&
    Object.keys(parsed).length > 0
    ? { ...parsed }
    : undefined;
}

/** A number that would not come out as it went in would change a key that is not ours. */
function keepExact(
  _: string,
  parsed: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof parsed !== 'number') {
    return parsed;
  }
  const digits = (context?.source ?? String(parsed))
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '');
  if (digits.length > 15 && !Number.isSafeInteger(parsed)) {
    throw new MisconfiguredError(
      'The secret has a number with more digits than can be kept',
      'Write long numbers of the secret in quotes',
    );
  }
  return parsed;
}

import { MisconfiguredError } from '../errors';
import { PLAIN_FIELD, SecretValue } from '../SecretValue';
import {
  changedFields,
  fieldsWith,
  valueOfFields,
  type JsonFields,
} from './jsonFields';
import { replaceJsonKeys } from './replaceJsonKeys';

/**
 * The text of a version as a value: the keys of a JSON object, or one plain text (a password, a PEM bundle).
 * @throws MisconfiguredError when no key is secret
 * @public
 */
export function valueOfText(
  text: string,
  publicFields: readonly string[],
): SecretValue {
  const fields = parseFields(text);
  return fields ? valueOfFields(fields, publicFields) : SecretValue.text(text);
}

/**
 * The text that holds a value in place of the one before. Whatever the value does not change stays as somebody wrote it,
 * sign by sign.
 * @throws MisconfiguredError when it would be read back as something else, or when a key that changes is there twice
 * @public
 */
export function textOfValue(value: SecretValue, before?: string): string {
  const fields = before === undefined ? undefined : parseFields(before);
  if (before !== undefined && fields) {
    return replaceJsonKeys(before, changedFields(value, fields));
  }
  if (!isPlain(value)) {
    return JSON.stringify(fieldsWith(value, {}));
  }
  const text = value.reveal(PLAIN_FIELD);
  if (parseFields(text)) {
    throw new MisconfiguredError(
      'The new value is a text that would be read back as a JSON object',
      'Let the rotator give its keys as fields',
    );
  }
  return text;
}

/**
 * Refuses a value of another structure than consumers read now.
 * @param before - the text of the current version
 * @throws MisconfiguredError that says what is stored and what would be
 * @public
 */
export function refuseOtherStructure(value: SecretValue, before: string): void {
  refuseOtherFields(value, parseFields(before));
}

/**
 * Refuses a value of another structure than consumers read now.
 * @param before - the fields of the current version, `undefined` when it is one plain text
 * @throws MisconfiguredError that says what is stored and what would be
 * @public
 */
export function refuseOtherFields(
  value: SecretValue,
  before: JsonFields | undefined,
): void {
  if (isPlain(value) && before && !Object.hasOwn(before, PLAIN_FIELD)) {
    throw new MisconfiguredError(
      'The secret has named keys, but the rotator makes one plain text',
      'Use a rotator that makes named fields, or store the secret as one text',
    );
  }
  if (!isPlain(value) && !before) {
    throw new MisconfiguredError(
      'The secret is one plain text, but the rotator makes named fields',
      'Store the secret as a JSON object with these fields first',
    );
  }
}

function isPlain(value: SecretValue): boolean {
  return value.fieldNames.join() === PLAIN_FIELD;
}

/** `undefined`: the text is no JSON object, or one without keys. */
function parseFields(text: string): JsonFields | undefined {
  if (!/^\s*\{/.test(text)) {
    return undefined;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, keepDigits);
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

/** A number that JavaScript would not keep is the text that somebody wrote. */
function keepDigits(
  _: string,
  parsed: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof parsed !== 'number') {
    return parsed;
  }
  const source = context?.source ?? String(parsed);
  const digits = source
    .replace(/[eE].*$/, '')
    .replace(/[-.]/g, '')
    .replace(/^0+/, '');
  return digits.length > 15 && !Number.isSafeInteger(parsed) ? source : parsed;
}

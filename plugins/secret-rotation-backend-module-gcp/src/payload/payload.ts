import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** The bytes of one version, as consumers read them. */
export type Payload = Buffer;

type JsonObject = Record<string, unknown>;

/** The field of a value that is one text. */
const TEXT_FIELD = 'value';

const MAX_BYTES = 65_536;

const STRUCTURE_FIX =
  'Store a text, or a JSON object with at least one key that is not listed in publicFields of the store';

/** A payload as a value: the keys of a JSON object, else one text. Keys that are not declared public are secret. */
export function toSecretValue(
  payload: Payload,
  publicFields: readonly string[],
): SecretValue {
  const text = textOf(payload);
  const object = jsonObjectOf(text);
  if (!object) {
    return SecretValue.text(text);
  }
  const names = Object.keys(object);
  if (names.every(name => publicFields.includes(name))) {
    throw new MisconfiguredError(
      'The secret holds no secret field',
      STRUCTURE_FIX,
    );
  }
  return SecretValue.of(
    Object.fromEntries(
      names.map(name => [
        name,
        {
          value: printed(object[name]),
          secret: !publicFields.includes(name),
        },
      ]),
    ),
  );
}

/**
 * A value as a payload, in the structure that `before` has: keys of its JSON object that the value does not have stay,
 * and what did not change keeps its type. A text stays a text.
 * @throws MisconfiguredError when it would be too large, or would not read back
 */
export function toPayload(value: SecretValue, before?: Payload): Payload {
  const object = before && jsonObjectOf(textOf(before));
  const isText = !object && value.fieldNames.join() === TEXT_FIELD;
  const text = isText ? value.reveal(TEXT_FIELD) : merged(value, object ?? {});
  if (isText && jsonObjectOf(text)) {
    throw new MisconfiguredError(
      'The new value is a text that would be read back as a JSON object',
      'Let the rotator give its keys as fields',
    );
  }
  const payload = Buffer.from(text, 'utf8');
  if (payload.length === 0 || payload.length > MAX_BYTES) {
    throw new MisconfiguredError(
      'The new value does not fit into Secret Manager, which keeps 1 byte to 64 KiB',
      'Remove keys that the secret does not need, or store a large part elsewhere',
    );
  }
  return payload;
}

/** A staged payload as it becomes current after `before`. */
export function promotedPayload(staged: Payload, before?: Payload): Payload {
  return toPayload(toSecretValue(staged, []), before);
}

/** Whether a payload holds a staged value, whatever else is in it. */
export function holdsStaged(
  payload: Payload | undefined,
  staged: Payload | undefined,
): boolean {
  return (
    payload !== undefined &&
    staged !== undefined &&
    samePayload(promotedPayload(staged, payload), payload)
  );
}

/** Whether two payloads are the same, byte by byte. */
export function samePayload(
  one: Payload | undefined,
  other: Payload | undefined,
): boolean {
  return one !== undefined && other !== undefined && one.equals(other);
}

function merged(value: SecretValue, object: JsonObject): string {
  const changed = value.fieldNames
    .map(name => [name, value.reveal(name)] as const)
    .filter(
      ([name, text]) =>
        !Object.hasOwn(object, name) || printed(object[name]) !== text,
    );
  return JSON.stringify({ ...object, ...Object.fromEntries(changed) });
}

function textOf(payload: Payload): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      payload,
    );
  } catch {
    // Where in the bytes it went wrong says something about the value.
    throw new MisconfiguredError(
      'The secret holds bytes that are no text',
      'Store it as UTF-8 text or as a JSON object',
    );
  }
}

/** `undefined`: the text is not a JSON object with keys. */
function jsonObjectOf(text: string): JsonObject | undefined {
  if (!/^\s*\{/.test(text)) {
    return undefined;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, refuseInexact);
  } catch (error) {
    if (error instanceof MisconfiguredError) {
      throw error;
    }
    return undefined; // a text that begins with a brace
  }
  return typeof parsed === 'object' && parsed && Object.keys(parsed).length > 0
    ? (parsed as JsonObject)
    : undefined;
}

function refuseInexact(_: string, value: unknown): unknown {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new MisconfiguredError(
      'The secret holds a number that is too large to be kept exactly',
      'Write it in quotes',
    );
  }
  return value;
}

function printed(raw: unknown): string {
  return typeof raw === 'string' ? raw : JSON.stringify(raw);
}

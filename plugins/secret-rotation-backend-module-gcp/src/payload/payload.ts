import {
  MisconfiguredError,
  refuseOtherStructure,
  textOfValue,
  valueOfText,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** The bytes of one version, as consumers read them. */
export type Payload = Buffer;

const MAX_BYTES = 65_536;

/** A payload as a value: the keys of a JSON object, else one text. Keys that are not declared public are secret. */
export function toSecretValue(
  payload: Payload,
  publicFields: readonly string[],
): SecretValue {
  return valueOfText(textOf(payload), publicFields);
}

/**
 * A value as a payload, in the structure that `before` has: keys of its JSON object that the value does not have stay,
 * and what did not change keeps its type. A text stays a text.
 * @throws MisconfiguredError when it would be too large, or would not read back
 */
export function toPayload(value: SecretValue, before?: Payload): Payload {
  const text = textOfValue(value, before && textOf(before));
  const payload = Buffer.from(text, 'utf8');
  if (payload.length === 0 || payload.length > MAX_BYTES) {
    throw new MisconfiguredError(
      'The new value does not fit into Secret Manager, which keeps 1 byte to 64 KiB',
      'Remove keys that the secret does not need, or store a large part elsewhere',
    );
  }
  return payload;
}

/**
 * Refuses a value that could not be promoted over what consumers read now.
 * @throws MisconfiguredError when it would be too large, or of another structure
 */
export function refuseUnfit(
  value: SecretValue,
  before: Payload | undefined,
): void {
  if (before) {
    refuseOtherStructure(value, textOf(before));
  }
  toPayload(value, before);
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

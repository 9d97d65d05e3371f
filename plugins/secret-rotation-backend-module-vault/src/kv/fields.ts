import {
  fieldsWith,
  MisconfiguredError,
  refuseOtherFields,
  textOfField,
  type JsonFields,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

export { valueOfFields as toSecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';

/** The data of one KV version as it stands in the store: mostly strings, but people also store numbers and more. */
export type KvData = JsonFields;

/** A value as data of strings. */
export function toKvData(value: SecretValue): KvData {
  return fieldsWith(value, {});
}

/**
 * Refuses a value that could not be promoted over what consumers read now.
 * @throws MisconfiguredError when it would be too large, or of another structure
 */
export function refuseUnfit(
  value: SecretValue,
  before: KvData | undefined,
  maxBytes: number,
): void {
  if (before) {
    refuseOtherFields(value, before);
  }
  const fields = fieldsWith(value, before ?? {});
  if (Buffer.byteLength(JSON.stringify(fields)) > maxBytes) {
    throw new MisconfiguredError(
      `The new value does not fit into one version of the store, which takes ${maxBytes} bytes`,
      'Keep large parts elsewhere; if the server takes more, set maxValueBytes in the entry of the store',
    );
  }
}

/** Staged data in place of those before. What is not staged stays, and what did not change keeps its type. */
export function inPlaceOf(before: KvData, staged: KvData): KvData {
  const changed = Object.entries(staged).filter(
    ([name, text]) =>
      !Object.hasOwn(before, name) || textOfField(before[name]) !== text,
  );
  return { ...before, ...Object.fromEntries(changed) };
}

/** Whether two versions hold the same fields with the same texts. */
export function sameFields(one: KvData, other: KvData): boolean {
  return (
    Object.keys(one).length === Object.keys(other).length &&
    holdsFields(one, other)
  );
}

/** Whether all of the second fields are among the first, with the same texts. */
export function holdsFields(one: KvData, other: KvData): boolean {
  return Object.keys(other).every(
    name =>
      Object.hasOwn(one, name) &&
      textOfField(one[name]) === textOfField(other[name]),
  );
}

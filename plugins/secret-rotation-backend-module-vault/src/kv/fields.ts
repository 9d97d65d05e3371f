import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** The data of one KV version as it stands in the store: mostly strings, but people also store numbers and more. */
export type KvData = Readonly<Record<string, unknown>>;

/** The data as a value. What is no string is its JSON text; fields that are not declared public are secret. */
export function toSecretValue(
  data: KvData,
  publicFields: readonly string[],
): SecretValue {
  const names = Object.keys(data);
  if (names.every(name => publicFields.includes(name))) {
    throw new MisconfiguredError(
      'The path holds no secret field',
      'Store at least one field that is not listed in publicFields of the store',
    );
  }
  return SecretValue.of(
    Object.fromEntries(
      names.map(name => [
        name,
        { value: textOf(data[name]), secret: !publicFields.includes(name) },
      ]),
    ),
  );
}

/** A value as data of strings. */
export function toKvData(value: SecretValue): KvData {
  return Object.fromEntries(
    value.fieldNames.map(name => [name, value.reveal(name)]),
  );
}

/** The data, but fields whose text did not change keep their type: a port that was a number stays one. */
export function keepTypes(data: KvData, before: KvData): KvData {
  return Object.fromEntries(
    Object.entries(data).map(([name, text]) => [
      name,
      Object.hasOwn(before, name) && textOf(before[name]) === text
        ? before[name]
        : text,
    ]),
  );
}

/** Whether two versions hold the same fields with the same texts. */
export function sameFields(one: KvData, other: KvData): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(
      name =>
        Object.hasOwn(other, name) && textOf(one[name]) === textOf(other[name]),
    )
  );
}

function textOf(raw: unknown): string {
  return typeof raw === 'string' ? raw : JSON.stringify(raw);
}

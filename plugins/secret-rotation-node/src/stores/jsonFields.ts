import { MisconfiguredError } from '../errors';
import { SecretValue } from '../SecretValue';

/** The named fields of a version as the store keeps them: mostly strings, but people also store numbers and more. @public */
export type JsonFields = Readonly<Record<string, unknown>>;

/**
 * Fields as a value. What is no string is its JSON text; fields that are not declared public are secret.
 * @throws MisconfiguredError when no field is secret
 * @public
 */
export function valueOfFields(
  fields: JsonFields,
  publicFields: readonly string[],
): SecretValue {
  const names = Object.keys(fields);
  if (names.every(name => publicFields.includes(name))) {
    throw new MisconfiguredError(
      'The secret holds no secret field',
      'Store at least one field that is not listed in publicFields of the store',
    );
  }
  return SecretValue.of(
    Object.fromEntries(
      names.map(name => [
        name,
        {
          value: textOfField(fields[name]),
          secret: !publicFields.includes(name),
        },
      ]),
    ),
  );
}

/**
 * The fields that a value has and `before` has not, or not so. What did not change keeps its type: a port that was a
 * number stays one.
 * @public
 */
export function changedFields(
  value: SecretValue,
  before: JsonFields,
): ReadonlyMap<string, string> {
  const all = value.fieldNames.map(name => [name, value.reveal(name)] as const);
  return new Map(
    all.filter(
      ([name, text]) =>
        !Object.hasOwn(before, name) || textOfField(before[name]) !== text,
    ),
  );
}

/**
 * The fields of `before` with a value's fields in their place. Fields that the value does not have stay.
 * @public
 */
export function fieldsWith(value: SecretValue, before: JsonFields): JsonFields {
  return { ...before, ...Object.fromEntries(changedFields(value, before)) };
}

/** Whether fields hold a value, whatever other fields are beside it. @public */
export function holdsValue(fields: JsonFields, value: SecretValue): boolean {
  return value.fieldNames.every(
    name =>
      Object.hasOwn(fields, name) &&
      textOfField(fields[name]) === value.reveal(name),
  );
}

/** The text of a field: of a string itself, of anything else its JSON. @public */
export function textOfField(raw: unknown): string {
  return typeof raw === 'string' ? raw : JSON.stringify(raw);
}

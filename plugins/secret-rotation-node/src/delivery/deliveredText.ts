import { MisconfiguredError } from '../errors';
import type { SecretValue } from '../SecretValue';

/**
 * The text of a value that is delivered: that of the field that the operator names, or of the only secret one.
 * @param key - where the field is named in app-config
 * @throws MisconfiguredError when the value has no such field, or several secret ones and none is named
 * @public
 */
export function deliveredText(
  value: SecretValue,
  field: string | undefined,
  key: string,
): string {
  const secrets = value.secretFieldNames;
  const name = field ?? (secrets.length === 1 ? secrets[0] : undefined);
  if (name === undefined || !value.has(name))
    throw new MisconfiguredError(
      name === undefined
        ? `The value has several secret fields, and ${key} names none`
        : `The value has no field "${name}", which ${key} names`,
      `Name one of its fields there: ${value.fieldNames.join(', ')}`,
    );
  return value.reveal(name);
}

import { SecretValue } from '../../SecretValue';

/** The same public fields, and one text in every secret one that differs from another value's. */
export function withOtherSecrets(
  value: SecretValue,
  text: string,
  unlike?: SecretValue,
): SecretValue {
  return SecretValue.of(
    Object.fromEntries(
      value.fieldNames.map(name => {
        const secret = value.secretFieldNames.includes(name);
        const isKept =
          unlike?.has(name) && unlike.reveal(name) === value.reveal(name);
        return [
          name,
          { value: secret && !isKept ? text : value.reveal(name), secret },
        ];
      }),
    ),
  );
}

/** The secret texts of a value. */
export function secretTexts(value: SecretValue): string[] {
  return value.secretFieldNames.map(name => value.reveal(name));
}

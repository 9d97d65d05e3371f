import {
  MisconfiguredError,
  SecretValue,
  type SecretField,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** The names of the fields of a value in which a key lies. @internal */
export interface KeyFields {
  readonly key: string;
  readonly id: string;
  readonly account: string;
}

/** A key with what it belongs to. @internal */
export interface IssuedKey {
  readonly id: string;
  readonly key: string;
}

/**
 * The provider's id of the key in a value.
 * @throws MisconfiguredError when the value is not one of this account
 * @internal
 */
export function keyIdIn(
  value: SecretValue,
  account: string,
  fields: KeyFields,
): string {
  const missing = [fields.key, fields.id].filter(name => !value.has(name));
  if (missing.length > 0) {
    throw new MisconfiguredError(
      `The value in the store has no field ${missing.join(' and no field ')}`,
      `Write the key into the field ${fields.key} and the provider's id of it into the field ${fields.id}`,
    );
  }
  if (value.has(fields.account) && value.reveal(fields.account) !== account) {
    throw new MisconfiguredError(
      `The value in the store belongs to another account than ${account}`,
      `Correct the account in spec.rotation.options, or the field ${fields.account} in the store`,
    );
  }
  return value.reveal(fields.id);
}

/**
 * The value of a new key: the fields of the old one, and what else lies beside it stays as it is. A first value also says
 * whose it is.
 * @internal
 */
export function valueOfKey(
  { id, key }: IssuedKey,
  account: string,
  fields: KeyFields,
  current: SecretValue | undefined,
): SecretValue {
  const made: Record<string, SecretField> = {
    [fields.id]: { value: id, secret: false },
    [fields.key]: { value: key, secret: true },
  };
  if (!current || current.has(fields.account)) {
    made[fields.account] = { value: account, secret: false };
  }
  return SecretValue.keeping(current, made);
}

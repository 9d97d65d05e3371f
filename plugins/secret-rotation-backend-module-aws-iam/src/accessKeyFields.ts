import {
  MisconfiguredError,
  SecretValue,
  type SecretField,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** The names of the fields of a value in which an access key lies. @internal */
export interface AccessKeyFields {
  readonly id: string;
  readonly secret: string;
  readonly user: string;
}

/** An access key as AWS gives it, once. @internal */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

/**
 * The access key in a value.
 * @throws MisconfiguredError when the value is not one of this user
 * @internal
 */
export function accessKeyIn(
  value: SecretValue,
  user: string,
  fields: AccessKeyFields,
): AccessKey {
  const missing = [fields.id, fields.secret].filter(name => !value.has(name));
  if (missing.length > 0) {
    throw new MisconfiguredError(
      `The value in the store has no field ${missing.join(' and no field ')}`,
      `Write the access key's id into the field ${fields.id} and its secret into the field ${fields.secret}`,
    );
  }
  if (value.has(fields.user) && value.reveal(fields.user) !== user) {
    throw new MisconfiguredError(
      `The value in the store belongs to another IAM user than ${user}`,
      `Correct the user in spec.rotation.options, or the field ${fields.user} in the store`,
    );
  }
  return { id: value.reveal(fields.id), secret: value.reveal(fields.secret) };
}

/**
 * The value of a new access key: the fields of the old one, and what else lies beside it stays as it is. A first value
 * also says whose it is.
 * @internal
 */
export function valueOfAccessKey(
  { id, secret }: AccessKey,
  user: string,
  fields: AccessKeyFields,
  current: SecretValue | undefined,
): SecretValue {
  const made: Record<string, SecretField> = {
    [fields.id]: { value: id, secret: false },
    [fields.secret]: { value: secret, secret: true },
  };
  if (!current || current.has(fields.user)) {
    made[fields.user] = { value: user, secret: false };
  }
  return SecretValue.keeping(current, made);
}

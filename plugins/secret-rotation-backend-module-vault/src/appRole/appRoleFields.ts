import {
  MisconfiguredError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';

/** What logs in with an AppRole, and what names its secret id without showing it. @internal */
export interface AppRoleIds {
  readonly roleId: string;
  readonly secretId: string;
  readonly accessor: string;
}

const FIELDS = ['roleId', 'secretId', 'accessor'] as const;

/**
 * The ids in a value.
 * @throws MisconfiguredError when one is missing
 * @internal
 */
export function appRoleIdsIn(value: SecretValue): AppRoleIds {
  const missing = FIELDS.filter(name => !value.has(name));
  if (missing.length > 0) {
    throw new MisconfiguredError(
      `The value in the store has no field ${missing.join(' and no field ')}`,
      'Write roleId, secretId and accessor into it, as the server gave them (role_id, secret_id, secret_id_accessor)',
    );
  }
  const [roleId, secretId, accessor] = FIELDS.map(name => value.reveal(name));
  return { roleId, secretId, accessor };
}

/**
 * The value of a new secret id. What else lies beside the old one stays as it is.
 * @internal
 */
export function valueOfAppRole(
  { roleId, secretId, accessor }: AppRoleIds,
  current: SecretValue | undefined,
): SecretValue {
  return SecretValue.keeping(current, {
    roleId: { value: roleId, secret: false },
    secretId: { value: secretId, secret: true },
    accessor: { value: accessor, secret: false },
  });
}

/** One right that a rotation needs. */
export interface Right {
  readonly permission: string;
  /** What one does with it, after "may not". */
  readonly what: string;
  /** Where it is granted, in words. */
  readonly on: string;
}

/** The rights to work on one secret. */
export type SecretRights = ReturnType<typeof rightsOn>;

/** The rights on the secret that is rotated, in words for its owner. */
export const SECRET_RIGHTS = rightsOn('the secret');

/** The rights on the secrets where new values wait. */
export const STAGING_RIGHTS = rightsOn('the staging secrets');

/** The right to make secrets. It is granted on the project alone. */
export const CREATE_RIGHT: Right = {
  permission: 'secretmanager.secrets.create',
  what: 'make a staging secret',
  on: 'the project',
};

/** The right to list what the project holds. */
export const LIST_RIGHT: Right = {
  permission: 'secretmanager.secrets.list',
  what: 'list the secrets of the project',
  on: 'the project',
};

function rightsOn(on: string) {
  const right = (permission: string, what: string): Right => ({
    permission: `secretmanager.${permission}`,
    what: `${what} ${on}`,
    on,
  });
  return {
    get: right('secrets.get', 'see the settings of'),
    update: right('secrets.update', 'change aliases and annotations of'),
    delete: right('secrets.delete', 'delete'),
    list: right('versions.list', 'list the versions of'),
    access: right('versions.access', 'read the versions of'),
    add: right('versions.add', 'add a version to'),
    disable: right('versions.disable', 'disable versions of'),
    destroy: right('versions.destroy', 'destroy versions of'),
  } as const;
}

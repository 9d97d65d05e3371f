import { MisconfiguredError } from '../errors';
import { SecretValue, type SecretField } from '../SecretValue';
import { checkPasswordAlone } from './passwordAlone';

/** What a rotator changes of a login, and what a first value has besides. @public */
export interface NextLogin {
  /** What consumers read now, `undefined` before the first version. */
  readonly current: SecretValue | undefined;
  /** The user's name of the next value. Without one the value keeps what it has. */
  readonly username?: string;
  /** The password of the next value. */
  readonly password: string;
  /** Public fields by name: what a first value has besides, and what stays public whatever the store says of it. */
  readonly first: Readonly<Record<string, string>>;
}

/**
 * The value of the next version: another password, where logins take turns another user, every other field as it was.
 * @throws MisconfiguredError when another field repeats the password, so that it would go stale unseen
 * @public
 */
export function nextLogin({
  current,
  username,
  password,
  first,
}: NextLogin): SecretValue {
  const stale = current && checkPasswordAlone(current, 'value-fields');
  if (stale?.fix !== undefined) {
    throw new MisconfiguredError(stale.message, stale.fix);
  }
  return SecretValue.of({
    ...(current ? keptFields(current, Object.keys(first)) : publicly(first)),
    ...(username === undefined
      ? {}
      : { username: { value: username, secret: false } }),
    password: { value: password, secret: true },
  });
}

function keptFields(
  current: SecretValue,
  open: readonly string[],
): Record<string, SecretField> {
  return Object.fromEntries(
    current.fieldNames.map(name => [
      name,
      {
        value: current.reveal(name),
        secret:
          name !== 'username' &&
          !open.includes(name) &&
          current.public(name) === undefined,
      },
    ]),
  );
}

function publicly(
  fields: Readonly<Record<string, string>>,
): Record<string, SecretField> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      { value, secret: false },
    ]),
  );
}

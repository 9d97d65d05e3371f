import type { PreflightCheck } from '../contracts/effect';
import type { SecretValue } from '../SecretValue';

/**
 * Whether the password stands in the field `password` alone. A connection string that repeats it would go stale at the
 * next rotation.
 * @param code - of the check, for example `redis.value-fields`
 * @public
 */
export function checkPasswordAlone(
  value: SecretValue,
  code: string,
): PreflightCheck {
  const repeating = fieldsWithPassword(value);
  return repeating.length === 0
    ? {
        code,
        ok: true,
        message: 'The password stands in the field password alone',
      }
    : {
        code,
        ok: false,
        message: `The secret's field ${repeating.join(
          ', ',
        )} repeats the password`,
        fix: 'Remove that field and let consumers build it from the other ones',
      };
}

/** The fields that name the login, which may well contain a short password. */
const NAMES = ['username', 'dn'];

function fieldsWithPassword(value: SecretValue): string[] {
  const password = value.has('password') ? value.reveal('password') : '';
  if (password === '') return [];
  // Half a pair of surrogates cannot be percent-encoded; its replacement can.
  const wellFormed = Buffer.from(password).toString();
  const forms = [password, encodeURIComponent(wellFormed)];
  return value.fieldNames.filter(
    name =>
      name !== 'password' &&
      !NAMES.includes(name) &&
      forms.some(form => value.reveal(name).includes(form)),
  );
}

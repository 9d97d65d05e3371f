import { MisconfiguredError } from '../errors';
import type { SecretValue } from '../SecretValue';

/**
 * Expects that a value has what a login needs.
 * @throws MisconfiguredError that names the missing field
 * @public
 */
export function requireFields(
  value: SecretValue,
  names: readonly string[],
): void {
  const missing = names.find(name => !value.has(name));
  if (missing !== undefined) {
    throw new MisconfiguredError(
      `The secret has no field ${missing}`,
      `Store the secret with the fields ${names.join(' and ')}`,
    );
  }
}

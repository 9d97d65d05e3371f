import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** `spec.rotation.options` of a secret that is the login of an AppRole. @internal */
export interface AppRoleOptions {
  /** The role's name. */
  readonly role: string;
}

const options = z.strictObject({
  // The server keeps names of roles in lower case: two spellings would be one role.
  role: z.string().regex(/^[a-z0-9_](?:[a-z0-9_.-]{0,62}[a-z0-9_])?$/),
});

/**
 * Reads the options of a secret.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function parseAppRoleOptions(given: unknown): AppRoleOptions {
  const read = options.safeParse(given);
  if (!read.success) {
    throw new MisconfiguredError(
      'spec.rotation.options.role is missing or not usable',
      'Write options: { role: <name of the role in lower case> }, and nothing else',
    );
  }
  return read.data;
}

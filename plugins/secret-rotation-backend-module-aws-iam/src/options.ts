import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** `spec.rotation.options` of a secret that is an access key. @internal */
export interface AccessKeyOptions {
  /** The name of the IAM user, without its path. */
  readonly user: string;
}

const options = z.strictObject({
  // The signs that IAM lets names of users have.
  user: z.string().regex(/^[A-Za-z0-9+=,.@_-]{1,64}$/),
});

/**
 * Reads the options of a secret.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function parseAccessKeyOptions(given: unknown): AccessKeyOptions {
  const read = options.safeParse(given);
  if (!read.success) {
    throw new MisconfiguredError(
      'spec.rotation.options.user is missing or not usable',
      'Write options: { user: <name of the IAM user> }, and nothing else',
    );
  }
  return read.data;
}

import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** `spec.rotation.options` of a secret that is a key of a service account. @internal */
export interface ServiceAccountOptions {
  /** The account's email address. */
  readonly account: string;
}

const options = z.strictObject({
  account: z
    .string()
    .max(254)
    .regex(
      /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.gserviceaccount\.com$/,
    ),
});

/**
 * Reads the options of a secret.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function parseServiceAccountOptions(
  given: unknown,
): ServiceAccountOptions {
  const read = options.safeParse(given);
  if (!read.success) {
    throw new MisconfiguredError(
      'spec.rotation.options.account is missing or not usable',
      'Write options: { account: <name>@<project>.iam.gserviceaccount.com }, and nothing else',
    );
  }
  return read.data;
}

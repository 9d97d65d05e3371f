import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** `spec.rotation.options` of a secret whose target is an API. @internal */
export interface ApiKeyOptions {
  /** What the provider calls the owner of the keys: a project, a service account, or a name of ours. */
  readonly account: string;
}

const options = z.strictObject({
  account: z
    .union([z.string(), z.number().int().nonnegative().transform(String)])
    .pipe(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,99}$/)),
});

/**
 * Reads the options of a secret.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function parseApiKeyOptions(given: unknown): ApiKeyOptions {
  const read = options.safeParse(given);
  if (!read.success) {
    throw new MisconfiguredError(
      'spec.rotation.options.account is missing or not usable',
      'Write options: { account: <name> } with letters, digits and . _ @ : - alone, at most 100 of them, and nothing else',
    );
  }
  return read.data;
}

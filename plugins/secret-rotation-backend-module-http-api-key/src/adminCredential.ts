import {
  MisconfiguredError,
  SecretValue,
  type EffectContext,
  type OwnCredentials,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { fieldName, requestParts } from './description/requestParts';

/** The credential that Keyturn acts with. @internal */
export interface AdminCredential {
  /** What is valid now; it is kept nowhere. */
  read(context: EffectContext): Promise<SecretValue>;
}

/** Opens the credential of an entry. `logIn` tries it. @internal */
export type AdminCredentialSource = (
  logIn: (context: EffectContext) => Promise<void>,
) => AdminCredential;

const text = z.string().min(1).max(4_096);

/** The key `admin` of an entry. @internal */
export const adminEntry = z
  .strictObject({
    fields: z
      .record(fieldName, text)
      .refine(fields => Object.keys(fields).length > 0)
      .optional(),
    secret: z.strictObject({ store: text, path: text }).optional(),
    check: z.strictObject(requestParts).optional(),
  })
  .refine(
    ({ fields, secret }) => (fields === undefined) !== (secret === undefined),
  )
  .refine(({ secret, check }) => secret === undefined || check !== undefined);

/**
 * Opens the credential of a checked entry.
 * @param at - its key in app-config
 * @throws MisconfiguredError when the portal gives no credentials out of its stores
 * @internal
 */
export function adminCredentialOf(
  { fields, secret }: z.infer<typeof adminEntry>,
  at: string,
  ownCredentials: OwnCredentials | undefined,
): AdminCredentialSource {
  if (secret) {
    if (!ownCredentials) {
      throw new MisconfiguredError(
        `${at}.secret needs a portal that reads it`,
        'Update the secret-rotation backend, or give fields',
      );
    }
    return logIn => ownCredentials.use(secret, logIn);
  }
  // Wrapped, so that printing the settings shows nothing.
  const value = SecretValue.of(
    Object.fromEntries(
      Object.entries(fields ?? {}).map(([name, each]) => [
        name,
        { value: each, secret: true },
      ]),
    ),
  );
  return () => ({ read: async () => value });
}

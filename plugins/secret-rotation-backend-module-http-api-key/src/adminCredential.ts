import {
  MisconfiguredError,
  readCredentialFile,
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

const texts = z
  .record(fieldName, text)
  .refine(fields => Object.keys(fields).length > 0);

/** The key `admin` of an entry: one of three ways. @internal */
export const adminEntry = z
  .strictObject({
    fields: texts.optional(),
    file: text.optional(),
    secret: z.strictObject({ store: text, path: text }).optional(),
    check: z.strictObject(requestParts).optional(),
  })
  .refine(
    ({ fields, file, secret }) =>
      [fields, file, secret].filter(way => way !== undefined).length === 1,
  )
  .refine(({ secret, check }) => secret === undefined || check !== undefined);

/**
 * Opens the credential of a checked entry.
 * @param at - its key in app-config
 * @throws MisconfiguredError when the portal gives no credentials out of its stores
 * @internal
 */
export function adminCredentialOf(
  { fields, file, secret }: z.infer<typeof adminEntry>,
  at: string,
  ownCredentials: OwnCredentials | undefined,
): AdminCredentialSource {
  if (secret) {
    if (!ownCredentials) {
      throw new MisconfiguredError(
        `${at}.secret needs a portal that reads it`,
        'Update the secret-rotation backend, or give file or fields',
      );
    }
    return logIn => ownCredentials.use(secret, logIn);
  }
  if (file !== undefined) {
    return () => ({ read: ({ signal }) => readFields(file, at, signal) });
  }
  const value = credentialOf(fields ?? {});
  return () => ({ read: async () => value });
}

async function readFields(
  file: string,
  at: string,
  signal: AbortSignal,
): Promise<SecretValue> {
  const fields = await readCredentialFile(file, texts, signal);
  if (!fields) {
    throw new MisconfiguredError(
      `The file of ${at} holds no credential`,
      'Write a JSON object of texts into it, one for each {admin.<field>}, readable by the portal',
    );
  }
  return credentialOf(fields);
}

/** Wrapped, so that printing the settings shows nothing. */
function credentialOf(fields: Readonly<Record<string, string>>): SecretValue {
  return SecretValue.of(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        { value, secret: true },
      ]),
    ),
  );
}

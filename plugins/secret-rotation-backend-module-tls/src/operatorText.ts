import { readFile } from 'node:fs/promises';
import {
  MisconfiguredError,
  PLAIN_FIELD,
  SecretValue,
  type EffectContext,
  type OwnCredentials,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

const text = z.string().min(1);

/** The keys by which an operator hands over one secret text, for example a token: exactly one of them. */
export const operatorTextEntry = z
  .strictObject({
    value: text.optional(),
    file: text.optional(),
    secret: z.strictObject({ store: text, path: text }).optional(),
  })
  .refine(given => Object.keys(given).length === 1);

/** What to do about a key of {@link operatorTextEntry}. */
export const OPERATOR_TEXT_FIX =
  'Give one of: value, file, or secret, which names a store and a path, as store and path';

/** A secret text of the operator's. It is read anew at each use, so that a new one needs no restart. */
export interface OperatorText {
  /** @throws MisconfiguredError when it cannot be read */
  read(context: EffectContext): Promise<string>;
}

/**
 * Opens a checked entry.
 * @param key - where it stands in app-config
 * @param logIn - tries what the text is for
 * @throws MisconfiguredError when the portal gives no credentials out of its stores
 */
export function openOperatorText(
  { value, file, secret }: z.infer<typeof operatorTextEntry>,
  key: string,
  ownCredentials: OwnCredentials | undefined,
  logIn: (context: EffectContext) => Promise<void>,
): OperatorText {
  if (file !== undefined) {
    return { read: ({ signal }) => readTextFile(file, `${key}.file`, signal) };
  }
  if (secret) {
    if (!ownCredentials) {
      throw new MisconfiguredError(
        `${key}.secret needs a portal that reads it`,
        'Update the secret-rotation backend, or give file',
      );
    }
    const credential = ownCredentials.use(secret, logIn);
    return {
      read: async context =>
        plainText(await credential.read(context), `${key}.secret`),
    };
  }
  // Wrapped, so that printing the settings shows nothing.
  const given = SecretValue.text(value ?? '');
  return { read: async () => given.reveal(PLAIN_FIELD) };
}

async function readTextFile(
  file: string,
  key: string,
  signal: AbortSignal,
): Promise<string> {
  const content = await readFile(file, { encoding: 'utf8', signal }).catch(
    () => '', // said below, without the path
  );
  if (content.trim()) return content.trim();
  throw new MisconfiguredError(
    `The file of ${key} is missing or empty`,
    'Name a file that Backstage may read',
  );
}

function plainText(value: SecretValue, key: string): string {
  if (value.has(PLAIN_FIELD)) return value.reveal(PLAIN_FIELD).trim();
  throw new MisconfiguredError(
    `The secret of ${key} is not one text`,
    `Store it as plain text, or in the one field ${PLAIN_FIELD}`,
  );
}

import { z } from 'zod';
import type { EffectContext } from '../contracts/effect';
import type { OwnCredentials } from '../contracts/OwnCredential';
import { MisconfiguredError } from '../errors';
import { SecretValue } from '../SecretValue';
import type { AdminLoginKeys } from './adminLoginEntry';
import { readCredentialFile } from './readCredentialFile';

/** As whom Keyturn acts at the server. @public */
export interface AdminLogin {
  /** The login's name, where app-config says it. */
  readonly user?: string;
  /** The field that names the login, and `password`, as they are now. */
  read(context: EffectContext): Promise<SecretValue>;
}

/** Opens the login of an entry. `logIn` tries it. @public */
export type AdminLoginSource = (
  logIn: (context: EffectContext) => Promise<void>,
) => AdminLogin;

const text = z.string().min(1);
const written = z.object({ user: text, password: text });

/**
 * Opens the login of a checked entry.
 * @param at - its key in app-config
 * @param nameField - the field that names the login, in a file and in a secret
 * @throws MisconfiguredError when the portal gives no credentials out of its stores
 * @public
 */
export function adminLoginOf(
  entry: AdminLoginKeys,
  at: string,
  ownCredentials: OwnCredentials | undefined,
  nameField: 'username' | 'dn' = 'username',
): AdminLoginSource {
  const { file, secret } = entry;
  if (file !== undefined) {
    return () => ({
      read: ({ signal }) => readLoginFile(file, { at, nameField, signal }),
    });
  }
  if (secret) {
    if (!ownCredentials) {
      throw new MisconfiguredError(
        `${at}.secret needs a portal that reads it`,
        'Update the secret-rotation backend, or give file',
      );
    }
    return logIn => {
      const credential = ownCredentials.use(secret, logIn);
      return {
        read: async context =>
          checked(await credential.read(context), `${at}.secret`, nameField),
      };
    };
  }
  const { user, password } = written.parse(entry);
  const value = loginValue(nameField, user, password);
  return () => ({ user, read: async () => value });
}

async function readLoginFile(
  file: string,
  {
    at,
    nameField,
    signal,
  }: { at: string; nameField: string; signal: AbortSignal },
): Promise<SecretValue> {
  const shape = z.object({ [nameField]: text, password: text });
  const read = await readCredentialFile(file, shape, signal);
  if (!read) {
    throw new MisconfiguredError(
      `The file of ${at} holds no login`,
      `Write a JSON object with the texts ${nameField} and password into it, readable by the portal`,
    );
  }
  return loginValue(nameField, read[nameField], read.password);
}

function checked(
  value: SecretValue,
  at: string,
  nameField: string,
): SecretValue {
  if (value.has(nameField) && value.has('password')) return value;
  throw new MisconfiguredError(
    `The secret of ${at} has no fields ${nameField} and password`,
    'Store the login with these two fields',
  );
}

/** Wrapped, so that printing the settings shows nothing. */
function loginValue(
  nameField: string,
  name: string,
  password: string,
): SecretValue {
  return SecretValue.of({
    [nameField]: { value: name, secret: false },
    password: { value: password, secret: true },
  });
}

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { EffectContext } from '../contracts/effect';
import type { OwnCredentials } from '../contracts/OwnCredential';
import { MisconfiguredError } from '../errors';
import { SecretValue } from '../SecretValue';

/** As whom Keyturn acts at the server. @public */
export interface AdminLogin {
  /** The login's name, where app-config says it. */
  readonly user?: string;
  /** The fields `username` and `password`, as they are now. */
  read(context: EffectContext): Promise<SecretValue>;
}

/** Opens the login of an entry. `logIn` tries it. @public */
export type AdminLoginSource = (
  logIn: (context: EffectContext) => Promise<void>,
) => AdminLogin;

const text = z.string().min(1);
const written = z.object({ user: text, password: text });

/** The keys of `admin` that say who logs in: one of three ways. @public */
export const adminLoginEntry = z
  .object({
    user: text.optional(),
    password: text.optional(),
    file: text.optional(),
    secret: z.object({ store: text, path: text }).optional(),
  })
  .superRefine((given, context) => {
    const isWritten = given.user !== undefined || given.password !== undefined;
    const ways = [isWritten, given.file, given.secret].filter(Boolean).length;
    if (ways !== 1) context.addIssue({ code: 'custom', path: ['file'] });
    else if (isWritten) {
      for (const key of ['user', 'password'] as const) {
        if (given[key] === undefined)
          context.addIssue({ code: 'custom', path: [key] });
      }
    }
  });

/** What to do about a key of {@link adminLoginEntry}. @public */
export const ADMIN_LOGIN_FIXES: Readonly<Record<string, string>> = {
  'admin.user': 'Give the login that Keyturn acts with',
  'admin.password':
    "Give that login's password as text, for example ${DATABASE_ADMIN}",
  'admin.file':
    'Give one of: user and password; file, which holds both as JSON; secret, which names a store and a path',
  'admin.secret':
    'Name a store of secretRotation.stores and a path in it, as store and path',
};

const NOT_READABLE =
  'Write a JSON object with the texts username and password into it, readable by the portal';

/**
 * Opens the login of a checked entry.
 * @param at - its key in app-config
 * @throws MisconfiguredError when the portal gives no credentials out of its stores
 * @public
 */
export function adminLoginOf(
  entry: z.infer<typeof adminLoginEntry>,
  at: string,
  ownCredentials: OwnCredentials | undefined,
): AdminLoginSource {
  const { user, password, file, secret } = entry;
  if (file !== undefined) {
    return () => ({ read: ({ signal }) => readLoginFile(file, at, signal) });
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
          checked(await credential.read(context), `${at}.secret`),
      };
    };
  }
  const value = loginValue(written.parse({ user, password }));
  return () => ({ user, read: async () => value });
}

const loginFile = z.object({ username: text, password: text });

/** Anew at every login: whoever rotates the credential writes the file anew. */
async function readLoginFile(
  file: string,
  at: string,
  signal: AbortSignal,
): Promise<SecretValue> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, { encoding: 'utf8', signal }));
  } catch {
    // The parser's text repeats what it could not read.
    throw unreadable(at);
  }
  const read = loginFile.safeParse(content);
  if (!read.success) throw unreadable(at);
  return loginValue({ user: read.data.username, password: read.data.password });
}

function unreadable(at: string): MisconfiguredError {
  return new MisconfiguredError(
    `The file of ${at} holds no login`,
    NOT_READABLE,
  );
}

function checked(value: SecretValue, at: string): SecretValue {
  if (value.has('username') && value.has('password')) return value;
  throw new MisconfiguredError(
    `The secret of ${at} has no fields username and password`,
    'Store the login with these two fields',
  );
}

/** Wrapped, so that printing the settings shows nothing. */
function loginValue({ user, password }: z.infer<typeof written>): SecretValue {
  return SecretValue.of({
    username: { value: user, secret: false },
    password: { value: password, secret: true },
  });
}

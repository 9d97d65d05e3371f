import { z } from 'zod';

const text = z.string().min(1);

/** The keys of `admin` that say who logs in. @public */
export interface AdminLoginKeys {
  /** The login's name. */
  readonly user?: string;
  /** The login's password, as text. */
  readonly password?: string;
  /** A file that holds both as JSON. */
  readonly file?: string;
  /** A secret of a store that holds both. */
  readonly secret?: { readonly store: string; readonly path: string };
}

const ways = {
  password: text.optional(),
  file: text.optional(),
  secret: z.object({ store: text, path: text }).optional(),
};

/** {@link AdminLoginKeys}: one of three ways. @public */
export const adminLoginEntry = z
  .object({ ...ways, user: text.optional() })
  .superRefine(checkOneWay('user'));

/** {@link AdminLoginKeys} where the target names whoever logs in by a distinguished name. @public */
export const adminBindEntry = z
  .object({ ...ways, dn: text.optional() })
  .superRefine(checkOneWay('dn'));

function checkOneWay<K extends string>(name: K) {
  return (
    given: Omit<AdminLoginKeys, 'user'> & { readonly [key in K]?: string },
    context: z.RefinementCtx,
  ): void => {
    const isWritten = given[name] !== undefined || given.password !== undefined;
    const count = [isWritten, given.file, given.secret].filter(Boolean).length;
    const wrong = (key: string) =>
      context.addIssue({ code: 'custom', path: [key] });
    if (count !== 1) wrong('file');
    else if (isWritten) {
      if (given[name] === undefined) wrong(name);
      if (given.password === undefined) wrong('password');
    }
  };
}

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

/** What to do about a key of {@link adminBindEntry}. @public */
export const ADMIN_BIND_FIXES: Readonly<Record<string, string>> = {
  ...ADMIN_LOGIN_FIXES,
  'admin.dn': 'Give the distinguished name that Keyturn acts as',
  'admin.file':
    'Give one of: dn and password; file, which holds both as JSON; secret, which names a store and a path',
};

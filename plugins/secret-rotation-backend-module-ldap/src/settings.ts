import {
  ADMIN_BIND_FIXES,
  adminBindEntry,
  adminLoginOf,
  readPasswordPolicy,
  readSettings,
  type AdapterSettings,
  type AdminLoginSource,
  type PasswordPolicy,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { HASH_SCHEMES, type HashScheme } from './storedPassword';

/** How connections are secured. @internal */
export interface Tls {
  readonly ca?: string;
  readonly rejectUnauthorized: boolean;
}

/** A checked entry. @internal */
export interface LdapRotatorSettings {
  /** The server that takes changes. */
  readonly url: string;
  /** Who acts: the fields `dn` and `password`. */
  readonly adminLogin: AdminLoginSource;
  /** What consumers bind at. */
  readonly endpoints: readonly string[];
  readonly tls: Tls;
  /** Whether connections of `ldap://` change to TLS before anything is sent. */
  readonly startTls: boolean;
  readonly hash: HashScheme;
  /** Where the fence is kept, beside other values. */
  readonly markAttribute: string;
  readonly passwords: PasswordPolicy;
}

const address = z
  .string()
  .refine(
    text => /^ldaps?:\/\/[^/\s@?#]+\/?$/.test(text) && URL.canParse(text),
  );

const entry = z.object({
  url: address,
  admin: adminBindEntry,
  endpoints: z.array(address).min(1).optional(),
  tls: z
    .object({
      ca: z.string().min(1).optional(),
      rejectUnauthorized: z.boolean().default(true),
    })
    .default({ rejectUnauthorized: true }),
  startTls: z.boolean().default(false),
  hash: z.enum(HASH_SCHEMES).default('ssha'),
  markAttribute: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/i)
    .default('description'),
  password: z.unknown().optional(),
});

const FIXES: Record<string, string> = {
  url: 'Give the server that takes changes, for example ldaps://ldap.internal',
  admin:
    'Give the entry that Keyturn acts as: dn and password, file, or secret',
  ...ADMIN_BIND_FIXES,
  endpoints:
    'List what consumers bind at, for example [ldaps://ldap-1.internal]',
  tls: 'Write an object with ca and rejectUnauthorized, or remove the key',
  startTls: 'Write true or false',
  hash: `Write one of ${HASH_SCHEMES.join(', ')}`,
  markAttribute: 'Give the name of a text attribute, or remove the key',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readLdapRotatorSettings(
  settings: AdapterSettings,
): LdapRotatorSettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const { admin, endpoints, password, ...rest } = readSettings(
    entry,
    settings.config.get(),
    key,
    FIXES,
  );
  return {
    ...rest,
    adminLogin: adminLoginOf(
      { ...admin, user: admin.dn },
      `${key}.admin`,
      settings.ownCredentials,
      'dn',
    ),
    endpoints: endpoints ?? [rest.url],
    passwords: readPasswordPolicy(password, `${key}.password`),
  };
}

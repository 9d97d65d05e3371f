import {
  ADMIN_LOGIN_FIXES,
  adminLoginEntry,
  adminLoginOf,
  readAddress,
  readPasswordPolicy,
  readSettings,
  type AdapterSettings,
  type Address,
  type AdminLoginSource,
  type PasswordPolicy,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** TLS as the driver takes it; `undefined` is none. */
export type Tls =
  | undefined
  | { readonly ca?: string; readonly rejectUnauthorized: boolean };

/** What is needed to try a value where consumers use it. */
export interface LoginSettings {
  /** For every connection. */
  readonly tls: Tls;
  /** What consumers connect to, in the operator's order. */
  readonly endpoints: readonly Address[];
  /** Must succeed for a value to count as accepted. */
  readonly probeQuery: string;
  /** The database to try values in, where the operator names one. */
  readonly database?: string;
}

/** A checked entry of kind `mysql`. @internal */
export interface MysqlRotatorSettings extends LoginSettings {
  readonly strategy: 'alternating-users' | 'dual-password';
  /** Who acts, at the primary server itself. */
  readonly admin: Address & { readonly login: AdminLoginSource };
  /** The host part of the accounts, as the server keeps it. */
  readonly accountHost: string;
  readonly passwords: PasswordPolicy;
}

/** The longest password that `caching_sha2_password` takes. */
export const MAX_PASSWORD_BYTES = 255;

const DEFAULT_PORT = 3306;

const text = z.string().min(1);

const entry = z.object({
  strategy: z.enum(['alternating-users', 'dual-password']),
  admin: z
    .object({
      host: text,
      port: z.number().int().min(1).max(65_535).default(DEFAULT_PORT),
      ssl: z
        .union([
          z.boolean(),
          z.object({
            ca: text.optional(),
            rejectUnauthorized: z.boolean().default(true),
          }),
        ])
        .default(false),
    })
    .and(adminLoginEntry),
  accountHost: text
    .max(255)
    .refine(host => !/[\s\0]/.test(host))
    .default('%'),
  endpoints: z.array(text).min(1).optional(),
  probeQuery: text.default('select 1'),
  database: text.optional(),
});

const FIXES: Readonly<Record<string, string>> = {
  strategy:
    'Write alternating-users for two accounts that take turns, or dual-password for one account with two passwords',
  admin:
    'Give host, and the login that Keyturn acts with: user and password, file, or secret',
  'admin.host': 'Give the host name of the primary server, not of a proxy',
  'admin.port': 'Give a port number, or remove the key for 3306',
  'admin.ssl': 'Write true, or an object with ca and rejectUnauthorized',
  ...ADMIN_LOGIN_FIXES,
  accountHost: "Give the host part of the accounts, or remove the key for '%'",
  endpoints: 'List what consumers connect to, for example [db.internal:3306]',
  probeQuery: 'Write one query, for example select 1 from orders limit 1',
  database: 'Give the name of the database that consumers use',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readMysqlRotatorSettings(
  settings: AdapterSettings,
): MysqlRotatorSettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const { admin, endpoints, strategy, accountHost, probeQuery, database } =
    readSettings(entry, settings.config.get(), key, FIXES);
  const { host, port, ssl } = admin;
  return {
    strategy,
    accountHost,
    probeQuery,
    database,
    admin: {
      host,
      port,
      login: adminLoginOf(admin, `${key}.admin`, settings.ownCredentials),
    },
    tls: tlsOf(ssl),
    endpoints: endpoints?.map((given, index) =>
      readAddress(given, `${key}.endpoints.${index}`, DEFAULT_PORT),
    ) ?? [{ host, port }],
    passwords: readPasswordPolicy(
      settings.config.getOptional('password'),
      `${key}.password`,
      { maxLength: MAX_PASSWORD_BYTES },
    ),
  };
}

function tlsOf(given: z.infer<typeof entry>['admin']['ssl']): Tls {
  if (given === false) return undefined;
  return given === true ? { rejectUnauthorized: true } : given;
}

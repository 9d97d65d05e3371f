import {
  ADMIN_LOGIN_FIXES,
  adminLoginEntry,
  adminLoginOf,
  MisconfiguredError,
  readPasswordPolicy,
  readSettings,
  type AdapterSettings,
  type AdminLoginSource,
  type PasswordPolicy,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** Where a PostgreSQL, a pooler or a replica listens. @internal */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** TLS as the driver takes it; `false` is none. @internal */
export type Tls =
  | false
  | { readonly ca?: string; readonly rejectUnauthorized: boolean };

/** What is needed to try a value where consumers use it. @internal */
export interface LoginSettings {
  /** For every connection. */
  readonly tls: Tls;
  /** What consumers connect to, in the operator's order. */
  readonly endpoints: readonly Address[];
  /** Must succeed for a value to count as accepted. */
  readonly probeQuery: string;
  /** The database to try values in, where the operator names one. */
  readonly database?: string;
  /** The database to try values in, where neither the operator nor the secret names one. */
  readonly anyDatabase: string;
}

/** A checked entry whose rotator changes logins itself. @internal */
export interface PostgresRotatorSettings extends LoginSettings {
  readonly strategy: 'alternating-users' | 'single-user';
  readonly passwords: PasswordPolicy;
  /** The login that acts, at the primary server itself. */
  readonly admin: Address & {
    readonly database: string;
    readonly login: AdminLoginSource;
  };
}

/** A checked entry whose rotator only watches what the secrets manager changes. @internal */
export interface DelegatedRotatorSettings extends LoginSettings {
  readonly strategy: 'delegated';
  /** Whether the manager lets two logins take turns, or changes the password of one. */
  readonly overlap: 'dual' | 'single';
}

const port = z.number().int().min(1).max(65_535);

const ssl = z
  .union([
    z.boolean(),
    z.object({
      ca: z.string().min(1).optional(),
      rejectUnauthorized: z.boolean().default(true),
    }),
  ])
  .default(false);

const logins = {
  probeQuery: z.string().min(1).default('select 1'),
  database: z.string().min(1).optional(),
};

const ownEntry = z.object({
  ...logins,
  strategy: z.enum(['alternating-users', 'single-user']),
  admin: z
    .object({
      host: z.string().min(1),
      port: port.default(5432),
      database: z.string().min(1).default('postgres'),
      ssl,
    })
    .and(adminLoginEntry),
  endpoints: z.array(z.string().min(1)).min(1).optional(),
});

const delegatedEntry = z.object({
  ...logins,
  strategy: z.literal('delegated'),
  overlap: z.enum(['dual', 'single']).default('single'),
  ssl,
  endpoints: z.array(z.string().min(1)).min(1),
});

const entry = z.discriminatedUnion('strategy', [ownEntry, delegatedEntry]);

const FIXES: Record<string, string> = {
  strategy:
    'Write alternating-users, single-user, or delegated where the secrets manager rotates by itself',
  overlap: 'Write dual if the manager lets two logins take turns, else single',
  ssl: 'Write true, or an object with ca and rejectUnauthorized',
  admin:
    'Give host, and the login that Keyturn acts with: user and password, file, or secret',
  'admin.host': 'Give the host name of the primary server, not of a pooler',
  'admin.port': 'Give a port number, or remove the key for 5432',
  ...ADMIN_LOGIN_FIXES,
  'admin.database': 'Give the name of a database, or remove the key',
  'admin.ssl': 'Write true, or an object with ca and rejectUnauthorized',
  endpoints: 'List what consumers connect to, for example [pg.internal:5432]',
  probeQuery: 'Write one query, for example select 1 from orders limit 1',
  database: 'Give the name of the database that consumers use',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readPostgresRotatorSettings(
  settings: AdapterSettings,
): PostgresRotatorSettings | DelegatedRotatorSettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const given = readSettings(entry, settings.config.get(), key, FIXES);
  const { probeQuery, database } = given;
  const endpoints = given.endpoints?.map((text, index) =>
    parseEndpoint(text, `${key}.endpoints.${index}`),
  );
  if (given.strategy === 'delegated') {
    return {
      strategy: 'delegated',
      overlap: given.overlap,
      tls: tlsOf(given.ssl),
      endpoints: endpoints ?? [],
      probeQuery,
      database,
      anyDatabase: 'postgres',
    };
  }
  const { admin } = given;
  const { host } = admin;
  return {
    strategy: given.strategy,
    passwords: readPasswordPolicy(
      settings.config.getOptional('password'),
      `${key}.password`,
    ),
    admin: {
      host,
      port: admin.port,
      database: admin.database,
      login: adminLoginOf(admin, `${key}.admin`, settings.ownCredentials),
    },
    tls: tlsOf(admin.ssl),
    endpoints: endpoints ?? [{ host, port: admin.port }],
    probeQuery,
    database,
    anyDatabase: admin.database,
  };
}

function tlsOf(given: z.infer<typeof ssl>): Tls {
  return given === true ? { rejectUnauthorized: true } : given;
}

function parseEndpoint(text: string, key: string): Address {
  const parts = /^(?:\[([^\]]+)\]|([^:\s/@]+))(?::(\d{1,5}))?$/.exec(text);
  const number = port.safeParse(Number(parts?.[3] ?? 5432));
  if (!parts || !number.success) {
    throw new MisconfiguredError(
      `${key} is not of the form host:port`,
      'Write for example pooler.internal:6432, or [::1]:5432',
    );
  }
  return { host: parts[1] ?? parts[2], port: number.data };
}

import {
  ADMIN_LOGIN_FIXES,
  adminLoginEntry,
  adminLoginOf,
  MisconfiguredError,
  readAddress,
  readPasswordPolicy,
  readSettings,
  type AdapterSettings,
  type Address,
  type AdminLoginSource,
  type PasswordPolicy,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';

/** TLS of the endpoints; `false` is none. @internal */
export type Tls =
  | false
  | { readonly ca?: string; readonly rejectUnauthorized: boolean };

/** A checked entry. @internal */
export interface RabbitMqRotatorSettings {
  /** Where the management plugin listens, without a slash at the end. */
  readonly management: string;
  /** Who acts. */
  readonly adminLogin: AdminLoginSource;
  /** What consumers connect to. */
  readonly endpoints: readonly Address[];
  readonly tls: Tls;
  /** Where values are tried, where the operator names a virtual host. */
  readonly virtualHost?: string;
  readonly passwords: PasswordPolicy;
}

const entry = z.object({
  management: z.url({ protocol: /^https?$/ }),
  admin: adminLoginEntry,
  endpoints: z.array(z.string().min(1)).min(1),
  tls: z
    .union([
      z.boolean(),
      z.object({
        ca: z.string().min(1).optional(),
        rejectUnauthorized: z.boolean().default(true),
      }),
    ])
    .default(false),
  virtualHost: z.string().min(1).optional(),
  password: z.unknown().optional(),
});

const FIXES: Record<string, string> = {
  management:
    'Give the address of the management plugin, for example https://rabbit.internal:15671',
  admin:
    'Give the user that Keyturn acts with: user and password, file, or secret',
  ...ADMIN_LOGIN_FIXES,
  endpoints:
    'List what consumers connect to, for example [rabbit-0.internal:5672]',
  tls: 'Write true, or an object with ca and rejectUnauthorized',
  virtualHost: 'Give the name of the virtual host that consumers use',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readRabbitMqRotatorSettings(
  settings: AdapterSettings,
): RabbitMqRotatorSettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const { management, admin, endpoints, tls, virtualHost, password } =
    readSettings(entry, settings.config.get(), key, FIXES);
  const { username, search, hash } = new URL(management);
  if (username || search || hash) {
    throw new MisconfiguredError(
      `${key}.management holds more than an address`,
      FIXES.management,
    );
  }
  return {
    management: management.replace(/\/+$/, ''),
    adminLogin: adminLoginOf(admin, `${key}.admin`, settings.ownCredentials),
    endpoints: endpoints.map((text, at) =>
      readAddress(text, `${key}.endpoints.${at}`, tls ? 5671 : 5672),
    ),
    tls: tls === true ? { rejectUnauthorized: true } : tls,
    virtualHost,
    // RabbitMQ's usual login divides its parts by NUL; no policy has that character.
    passwords: readPasswordPolicy(password, `${key}.password`),
  };
}

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

/** TLS as the driver takes it; `false` is none. @internal */
export type Tls =
  | false
  | { readonly ca?: string; readonly rejectUnauthorized: boolean };

/** A checked entry. @internal */
export interface RedisRotatorSettings {
  /** Who acts, on every node. */
  readonly adminLogin: AdminLoginSource;
  /** Every node that keeps the user: primaries, replicas, all nodes of a cluster. */
  readonly nodes: readonly Address[];
  /** What consumers connect to. */
  readonly endpoints: readonly Address[];
  readonly tls: Tls;
  /** Must succeed for a value to count as accepted; empty for none. */
  readonly probeCommand: readonly string[];
  readonly passwords: PasswordPolicy;
}

const PORT = 6379;

const entry = z.object({
  admin: adminLoginEntry,
  nodes: z.array(z.string().min(1)).min(1),
  endpoints: z.array(z.string().min(1)).min(1).optional(),
  tls: z
    .union([
      z.boolean(),
      z.object({
        ca: z.string().min(1).optional(),
        rejectUnauthorized: z.boolean().default(true),
      }),
    ])
    .default(false),
  probeCommand: z.array(z.string()).min(1).optional(),
  password: z.unknown().optional(),
});

const FIXES: Record<string, string> = {
  admin:
    'Give the ACL user that Keyturn acts with: user and password, file, or secret',
  ...ADMIN_LOGIN_FIXES,
  nodes:
    'List every node, replicas included, for example [redis-0.internal:6379, redis-1.internal:6379]',
  endpoints:
    'List what consumers connect to, or remove the key to try values at every node',
  tls: 'Write true, or an object with ca and rejectUnauthorized',
  probeCommand: 'Write a command and its arguments, for example [GET, health]',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readRedisRotatorSettings(
  settings: AdapterSettings,
): RedisRotatorSettings {
  const key = `secretRotation.rotators.${settings.name}`;
  const { admin, nodes, endpoints, tls, probeCommand, password } = readSettings(
    entry,
    settings.config.get(),
    key,
    FIXES,
  );
  const addresses = (texts: readonly string[], name: string) =>
    texts.map((text, at) => readAddress(text, `${key}.${name}.${at}`, PORT));
  return {
    adminLogin: adminLoginOf(admin, `${key}.admin`, settings.ownCredentials),
    nodes: addresses(nodes, 'nodes'),
    endpoints: addresses(endpoints ?? nodes, endpoints ? 'endpoints' : 'nodes'),
    tls: tls === true ? { rejectUnauthorized: true } : tls,
    probeCommand: probeCommand ?? [],
    passwords: readPasswordPolicy(password, `${key}.password`),
  };
}

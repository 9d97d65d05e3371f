import {
  readSettings,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { readAuthority } from './client/authority';
import { serverEntry, SERVER_FIXES } from './client/serverEntry';
import { isUsablePath } from './kv/endpoints';
import type { LoginFactory } from './login/Login';
import { AUTH_FIXES, authEntry, loginOf } from './login/loginSettings';

/** One checked entry of `secretRotation.stores` of kind `vault`. @internal */
export interface VaultSettings {
  /** Without a slash at the end. */
  readonly address: string;
  /** Addresses of the cluster's nodes, to which a standby may send a request on. */
  readonly nodes: readonly string[];
  readonly namespace?: string;
  /** Certificates of the authorities that alone are trusted, in PEM. */
  readonly ca?: string;
  readonly mount: string;
  /** The tool that people have for it. */
  readonly cli: 'vault' | 'bao';
  /** The folder in the mount where new values wait. */
  readonly staging: string;
  readonly publicFields: readonly string[];
  /** Mounts of database engines whose static roles could rotate the same logins. */
  readonly staticRoleMounts: readonly string[];
  /** The largest version that the server takes, as JSON. */
  readonly maxValueBytes: number;
  /** Whether a secret that has no value yet is given its first one. */
  readonly provision: boolean;
  readonly login: LoginFactory;
}

const path = z
  .string()
  .transform(text => text.replace(/\/$/, ''))
  .refine(isUsablePath);
const entry = z.object({
  ...serverEntry,
  mount: path.default('secret'),
  cli: z.enum(['vault', 'bao']).default('vault'),
  staging: path.default('keyturn-staging'),
  publicFields: z
    .array(z.string().min(1))
    .default(['username', 'host', 'port', 'database', 'dbname']),
  staticRoleMounts: z.array(path).default([]),
  // The servers' own limits (a megabyte with their integrated storage, half of it on Consul) count what they wrap
  // around, and the staged copy carries a fence.
  maxValueBytes: z.number().int().min(1024).default(500_000),
  provision: z.boolean().default(false),
  auth: authEntry,
});

const FIXES: Readonly<Record<string, string>> = {
  ...SERVER_FIXES,
  mount: 'Name the mount of the KV v2 engine, for example secret',
  cli: 'Write vault or bao: the tool that people have',
  staging: 'Name a folder in the mount, for example keyturn-staging',
  publicFields: 'List the names of the fields that are no secret',
  staticRoleMounts:
    'List the mounts of database engines, for example [database], or remove the key',
  maxValueBytes:
    "Give the server's limit of one value in bytes, 1024 or more, or remove the key",
  provision: 'Write true or false',
  ...AUTH_FIXES,
};

/**
 * Reads and checks one entry of `secretRotation.stores`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readVaultSettings(settings: AdapterSettings): VaultSettings {
  const at = `secretRotation.stores.${settings.name}`;
  const { auth, caFile, ...rest } = readSettings(
    entry,
    settings.config.get(),
    at,
    FIXES,
  );
  return {
    ...rest,
    ca:
      caFile === undefined ? undefined : readAuthority(`${at}.caFile`, caFile),
    login: loginOf(auth, `${at}.auth`, settings.ownCredentials),
  };
}

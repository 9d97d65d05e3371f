import {
  MisconfiguredError,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { isUsablePath } from './kv/endpoints';
import { tokenAuth, type VaultAuth } from './client/VaultAuth';

/** One checked entry of `secretRotation.stores` of kind `vault`. @internal */
export interface VaultSettings {
  /** Without a slash at the end. */
  readonly address: string;
  readonly namespace?: string;
  readonly mount: string;
  /** The folder in the mount where new values wait. */
  readonly staging: string;
  readonly publicFields: readonly string[];
  readonly auth: VaultAuth;
}

const path = z
  .string()
  .transform(text => text.replace(/\/$/, ''))
  .refine(isUsablePath);

const entry = z.object({
  address: z.string().refine(isServerAddress),
  namespace: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
  mount: path.default('secret'),
  staging: path.default('keyturn-staging'),
  publicFields: z
    .array(z.string().min(1))
    .default(['username', 'host', 'port', 'database', 'dbname']),
  // Visible ASCII: anything else could end the header early.
  auth: z.object({ token: z.string().regex(/^[\x21-\x7e]+$/) }),
});

const FIXES: Record<string, string> = {
  address:
    'Give the URL of the server without credentials, path or query, for example https://vault.internal:8200',
  namespace: 'Write the namespace without spaces, or remove the key',
  mount: 'Name the mount of the KV v2 engine, for example secret',
  staging: 'Name a folder in the mount, for example keyturn-staging',
  publicFields: 'List the names of the fields that are no secret',
  auth: 'Give auth.token, for example ${VAULT_TOKEN}, without spaces',
};

/**
 * Reads and checks one entry of `secretRotation.stores`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readVaultSettings(settings: AdapterSettings): VaultSettings {
  const read = entry.safeParse(settings.config.get());
  if (!read.success) {
    const wrong = read.error.issues[0]?.path ?? [];
    throw new MisconfiguredError(
      `${['secretRotation.stores', settings.name, ...wrong].join(
        '.',
      )} is missing or not usable`,
      FIXES[String(wrong[0])] ?? 'See the documentation of the Vault store',
    );
  }
  const { auth, address, ...rest } = read.data;
  return {
    ...rest,
    address: address.replace(/\/$/, ''),
    auth: tokenAuth(auth.token),
  };
}

function isServerAddress(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const url = new URL(text);
  return (
    ['http:', 'https:'].includes(url.protocol) &&
    url.pathname === '/' &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash
  );
}

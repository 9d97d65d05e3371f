import {
  MisconfiguredError,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { readAuthority } from '../client/authority';
import { serverEntry, SERVER_FIXES } from '../client/serverEntry';
import { isUsablePath } from '../kv/endpoints';
import { AUTH_FIXES, authEntry, loginOf } from '../login/loginSettings';
import type { VaultSettings } from '../settings';

/** One checked entry of `secretRotation.rotators` of kind `vault-approle`. @internal */
export interface AppRoleRotatorSettings
  extends Pick<
    VaultSettings,
    'address' | 'nodes' | 'namespace' | 'ca' | 'login'
  > {
  /** Of the login method whose secret ids are rotated. */
  readonly mount: string;
}

const entry = z.object({
  ...serverEntry,
  mount: z.string().refine(isUsablePath).default('approle'),
  auth: authEntry,
});

const FIXES: Readonly<Record<string, string>> = {
  ...SERVER_FIXES,
  ...AUTH_FIXES,
  mount: 'Name the mount of the AppRole method, for example approle',
};

/**
 * Reads and checks one entry of `secretRotation.rotators`. Opens no connection.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readAppRoleRotatorSettings(
  settings: AdapterSettings,
): AppRoleRotatorSettings {
  const at = `secretRotation.rotators.${settings.name}`;
  const read = entry.safeParse(settings.config.get());
  if (!read.success) {
    const wrong = (read.error.issues[0]?.path ?? []).map(String);
    throw new MisconfiguredError(
      `${[at, ...wrong].join('.')} is missing or not usable`,
      FIXES[wrong.slice(0, 2).join('.')] ??
        FIXES[wrong[0] ?? ''] ??
        'See the page of Vault and OpenBao',
    );
  }
  const { auth, caFile, ...rest } = read.data;
  return {
    ...rest,
    ca:
      caFile === undefined ? undefined : readAuthority(`${at}.caFile`, caFile),
    login: loginOf(auth, `${at}.auth`, settings.ownCredentials),
  };
}

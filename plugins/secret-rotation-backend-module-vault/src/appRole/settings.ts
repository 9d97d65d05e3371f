import {
  readSettings,
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

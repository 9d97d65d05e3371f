import {
  MisconfiguredError,
  type AdapterSettings,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { isUsablePath } from '../kv/endpoints';
import { readVaultSettings, type VaultSettings } from '../settings';

/** One checked entry of `secretRotation.stores` of kind `vault-static-roles`. @internal */
export interface StaticRoleSettings
  extends Pick<
    VaultSettings,
    'address' | 'nodes' | 'namespace' | 'ca' | 'login'
  > {
  /** Of the database secrets engine. */
  readonly mount: string;
}

/**
 * Reads and checks one entry. Server and login are those of the kind `vault`.
 * @throws MisconfiguredError that names the key and the fix
 * @internal
 */
export function readStaticRoleSettings(
  settings: AdapterSettings,
): StaticRoleSettings {
  const server = readVaultSettings(settings);
  const mount: unknown = settings.config.getOptional('mount') ?? 'database';
  if (typeof mount !== 'string' || !isUsablePath(mount)) {
    throw new MisconfiguredError(
      `secretRotation.stores.${settings.name}.mount is not usable`,
      'Name the mount of the database secrets engine, for example database',
    );
  }
  return { ...server, mount };
}

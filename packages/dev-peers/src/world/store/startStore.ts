import type { WorldState } from '../WorldState';
import { awsOperator, startAwsStore } from './awsStore';
import { GcpOperator, startGcpStore } from './gcpStore';
import { startVaultStore, vaultOperator } from './vaultStore';
import type { StoreKind, StoreOperator, WorldStore } from './WorldStore';

/**
 * Starts a secrets manager of a world, or finds the one that is there.
 * @param folder - the world's; each store has its own below it
 * @public
 */
export async function startStore(
  kind: StoreKind,
  state: WorldState,
  folder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<WorldStore> {
  switch (kind) {
    case 'aws':
      return startAwsStore(
        { dataDir: `${folder}-aws`, port: await state.port('aws') },
        env,
      );
    case 'gcp':
      return startGcpStore({
        dataDir: `${folder}-gcp`,
        port: await state.port('gcp'),
      });
    default:
      return startVaultStore(state, folder, env);
  }
}

/** Acts on a store with what its entry in app-config holds. @public */
export function operatorOf({
  kind,
  ...entry
}: WorldStore['entry']): StoreOperator {
  switch (kind) {
    case 'aws':
      return awsOperator(String(entry.endpoint));
    case 'gcp':
      return new GcpOperator(String(entry.endpoint));
    default:
      return vaultOperator({
        address: String(entry.address),
        mount: String(entry.mount),
        token: String(Object(entry.auth).token),
      });
  }
}

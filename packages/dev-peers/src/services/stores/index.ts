import type { ServiceStore } from './ServiceStore';
import type { StoreReader } from './StoreReader';

export type {
  AwsServiceStore,
  GcpServiceStore,
  ServiceStore,
  StaticRoleServiceStore,
  VaultServiceStore,
} from './ServiceStore';
export type { Fields, StoredValue, StoreReader } from './StoreReader';

/**
 * Makes the reader of a service's secret. Each is loaded only where it is used: the clouds' own clients would cost
 * every service a second of its start.
 * @internal
 */
export function openStore(store: ServiceStore): StoreReader {
  switch (store.kind) {
    case 'aws':
      return (require('./aws') as typeof import('./aws')).awsReader(store);
    case 'gcp':
      return (require('./gcp') as typeof import('./gcp')).gcpReader(store);
    case 'vault-static-role':
      return (
        require('./staticRole') as typeof import('./staticRole')
      ).staticRoleReader(store);
    default:
      return (require('./vault') as typeof import('./vault')).vaultReader(
        store,
      );
  }
}

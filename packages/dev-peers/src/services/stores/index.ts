import { awsReader } from './aws';
import { gcpReader } from './gcp';
import type { ServiceStore } from './ServiceStore';
import type { StoreReader } from './StoreReader';
import { vaultReader } from './vault';

export type {
  AwsServiceStore,
  GcpServiceStore,
  ServiceStore,
  VaultServiceStore,
} from './ServiceStore';
export type { Login, StoreReader } from './StoreReader';

/** Makes the reader of a service's secret. @internal */
export async function openStore(store: ServiceStore): Promise<StoreReader> {
  switch (store.kind) {
    case 'aws':
      return awsReader(store);
    case 'gcp':
      return gcpReader(store);
    default:
      return vaultReader(store);
  }
}

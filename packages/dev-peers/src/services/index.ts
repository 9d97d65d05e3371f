export { startService } from './startService';
export type { RunningService, ServiceOptions } from './startService';
export type { ServiceFault, ServiceName } from './settings';
export { readJournals } from './readJournals';
export type { Journals, ServiceJournal } from './readJournals';
export type {
  AwsServiceStore,
  GcpServiceStore,
  ServiceStore,
  VaultServiceStore,
} from './stores';
export { clientFor } from './clients';
export type { ServiceTarget, TargetClient } from './clients';
export { startRequestLoad, type RequestLoad } from './requestLoad';

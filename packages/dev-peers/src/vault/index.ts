export {
  startSecretsManager,
  type Sealed,
  type SecretsManager,
  type SecretsManagerKind,
  type SecretsManagerOptions,
} from './startSecretsManager';
export {
  startOpenBao,
  type OpenBao,
  type OpenBaoOptions,
} from './startOpenBao';
export {
  startOpenBaoStandby,
  type OpenBaoStandby,
  type OpenBaoStandbyOptions,
} from './startOpenBaoStandby';
export type { ServerCertificate } from './openBaoConfig';
export { startKvStandIn, type KvStandInOptions } from './startKvStandIn';
export { findVaultBinary } from './findVaultBinary';
export {
  secretsManagersForTests,
  type SecretsManagerForTests,
} from './secretsManagersForTests';

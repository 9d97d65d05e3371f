export {
  startSecretsManager,
  type Sealed,
  type SecretsManager,
  type SecretsManagerKind,
  type SecretsManagerOptions,
} from './startSecretsManager';
export { startOpenBao, type OpenBaoOptions } from './startOpenBao';
export { startKvStandIn, type KvStandInOptions } from './startKvStandIn';
export { findVaultBinary } from './findVaultBinary';
export {
  secretsManagersForTests,
  type SecretsManagerForTests,
} from './secretsManagersForTests';

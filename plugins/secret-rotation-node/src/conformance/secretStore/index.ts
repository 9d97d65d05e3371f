export { secretStoreCases } from './secretStoreCases';
export type { SecretStoreCase, WorldAbility } from './cases';
export { describeSecretStore } from './describeSecretStore';
export { runConformanceProgram } from './conformanceProgram';
export type { SecretStorePeer } from './peer';
export { runSecretStoreCases } from './runSecretStoreCases';
export type {
  InterceptedStore,
  SecretStoreWorld,
  StoredContent,
  StoreRefusal,
} from './world';

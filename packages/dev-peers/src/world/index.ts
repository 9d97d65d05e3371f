export {
  findLeaks,
  type Guarded,
  type Leak,
  type LeakSearch,
} from './leaks/findLeaks';
export { guardedValues } from './leaks/guardedValues';
export { dumpPostgres } from './leaks/dumpDatabases';
export type { WorldOptions } from './options';
export {
  ADMIN_ROLE,
  LOG_LINE_PREFIX,
  LOGINS,
  PAYMENTS_DATABASE,
  PORTAL_DATABASE,
  preparePostgres,
  setFirstPassword,
} from './payments/database';
export {
  SECRET_PATH,
  WORLD_SECRETS,
  type WorldSecret,
} from './payments/secrets';
export { seedSecret } from './payments/seed';
export {
  makeTemporaryWorld,
  removeAbandonedWorlds,
  removeTemporaryWorld,
} from './processes/temporaryWorlds';
export { worldPaths } from './folder';
export { ProcessRecords } from './processes/ProcessRecords';
export { keyturnPolicy, servicePolicy } from './store/policies';
export { StoreAdmin } from './store/StoreAdmin';
export { startStore } from './store/startStore';
export type {
  StoredVersion,
  StoreKind,
  StoreOperator,
  WorldStore,
} from './store/WorldStore';
export { createRecordedApi } from './RecordedApi';
export { superviseWorld, type SupervisedWorld } from './supervisor';
export { readSurroundings, type Surroundings } from './surroundings';
export type { WorldEvent } from './World';
export { WorldState } from './WorldState';

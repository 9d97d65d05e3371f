export {
  findLeaks,
  type Guarded,
  type Leak,
  type LeakSearch,
} from './leaks/findLeaks';
export { guardedValues } from './leaks/guardedValues';
export { dumpPostgres } from './leaks/dumpDatabases';
export type { WorldOptions } from './options';
export { PORTAL_DATABASE } from './payments/database';
export { SECRET_PATH } from './payments/seed';
export {
  makeTemporaryWorld,
  removeTemporaryWorld,
} from './processes/temporaryWorlds';
export { StoreAdmin } from './store/StoreAdmin';
export { superviseWorld, type SupervisedWorld } from './supervisor';
export { readSurroundings, type Surroundings } from './surroundings';
export type { WorldEvent } from './World';

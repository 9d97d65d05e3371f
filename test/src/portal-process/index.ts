export { backendConfiguration } from './backendConfiguration';
export { secretEntities } from './secretEntities';
export type { RotatorModule } from './rotatorModules';
export type { StoreModule } from './storeModules';
export {
  startPortalProcess,
  type PortalEnd,
  type PortalProcess,
  type PortalProcessOptions,
} from './startPortalProcess';

export type { StoreModule } from './storeModules';
export {
  startPortalProcess,
  type PortalEnd,
  type PortalProcess,
  type PortalProcessOptions,
} from './startPortalProcess';

export { type CloudRunService } from './CloudRunService';
export type { CloudRunCode, CloudRunTemplate, CloudRunTraffic } from './shapes';
export {
  startCloudRunStandIn,
  type CloudRunPermission,
  type CloudRunStandIn,
  type CloudRunTrouble,
} from './startCloudRunStandIn';

export {
  CloudRunService,
  type CloudRunCode,
  type CloudRunTemplate,
  type CloudRunTraffic,
} from './CloudRunService';
export {
  startCloudRunStandIn,
  type CloudRunPermission,
  type CloudRunStandIn,
  type CloudRunTrouble,
} from './startCloudRunStandIn';

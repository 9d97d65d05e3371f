export type { ReadPath } from './externalSecret';
export type {
  ClusterAccess,
  ClusterSource,
  KubernetesCluster,
} from './KubernetesCluster';
export type { PodManner } from './podStatus';
export type { ApiRequest, ApiTrouble } from './serveApi';
export type { NewObject, PodObject, StandInObject } from './shapes';
export {
  openStandInCluster,
  standInClusters,
  type StandInCluster,
} from './standInClusters';
export {
  startKubernetesStandIn,
  type KubernetesStandIn,
} from './startKubernetesStandIn';

export type { PodManner } from './Pods';
export type { ReadPath } from './SecretsOperators';
export type { ApiRequest, ApiTrouble } from './serveApi';
export type { NewObject, PodObject, StandInObject } from './shapes';
export {
  startKubernetesStandIn,
  type KubernetesStandIn,
} from './startKubernetesStandIn';

export {
  startGcpStandIn,
  type GcpFault,
  type GcpMethod,
  type GcpPassage,
  type GcpStandIn,
} from './startGcpStandIn';
export {
  startGcpProcess,
  type GcpProcess,
  type GcpProcessOptions,
} from './startGcpProcess';
export {
  startGrpcInterceptProxy,
  type CannedRefusal,
} from './startGrpcInterceptProxy';

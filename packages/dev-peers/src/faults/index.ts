export {
  startFaultProxy,
  type FaultProxy,
  type HeldRequest,
  type ProxiedServer,
  type RequestMatch,
} from './startFaultProxy';
export {
  startInterceptProxy,
  type CannedAnswer,
  type InterceptProxy,
  type InterceptedMoment,
} from './startInterceptProxy';
export { listen } from './listen';

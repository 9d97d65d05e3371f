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
export {
  startRecordingProxy,
  type RecordedRequest,
  type RecordingProxy,
} from './startRecordingProxy';
export { listen } from './listen';
export { startBreakingProxy, type BreakingProxy } from './startBreakingProxy';
export { listenSilently } from './listenSilently';

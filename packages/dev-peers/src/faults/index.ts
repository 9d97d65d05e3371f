export {
  startFaultProxy,
  type FaultProxy,
  type HeldRequest,
  type ProxiedServer,
  type RequestMatch,
} from './startFaultProxy';

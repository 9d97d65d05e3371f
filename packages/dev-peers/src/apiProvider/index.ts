export { KeyRing, type KeptKey, type ProviderTrouble } from './KeyRing';
export type { RunningProvider } from './serveProvider';
export { startApiProvider, type ApiProvider } from './startApiProvider';
export {
  startApiProviderProcess,
  type ApiProviderProcess,
} from './startApiProviderProcess';
export { startDatadogStandIn, type DatadogAdmin } from './startDatadogStandIn';
export { startGitLabStandIn } from './startGitLabStandIn';

export {
  startPrometheusStandIn,
  type PrometheusData,
  type PrometheusStandIn,
} from './startPrometheusStandIn';
export { findPrometheus } from './findPrometheus';
export {
  startTemporaryPrometheus,
  type RunningPrometheus,
} from './temporaryPrometheus';

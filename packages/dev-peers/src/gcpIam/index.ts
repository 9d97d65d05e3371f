export { startGcpIamStandIn, type GcpIamStandIn } from './startGcpIamStandIn';

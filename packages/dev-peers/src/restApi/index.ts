/** What stand-ins for REST APIs of providers have in common. */
export type { RestApiManner, RestApiRequest } from './serveTrouble';
export { startRestApi, type RestApiStandIn } from './startRestApi';

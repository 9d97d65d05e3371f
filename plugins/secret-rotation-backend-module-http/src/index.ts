/**
 * Keyturn's consumer of kind `http`: a service that reloads and attests over two HTTP endpoints.
 *
 * @packageDocumentation
 */
export { secretRotationModuleHttp as default } from './module';
export { HttpConsumerAdapter } from './HttpConsumerAdapter';
export type { HttpConsumerOptions } from './HttpConsumerAdapter';
export type { DiscoveredAddress, ResolveAddresses } from './discovery';
export { readHttpConsumerSettings } from './settings';
export type { HttpConsumerSettings } from './settings';
export type { AddressPattern, PathPattern } from './addressPattern';

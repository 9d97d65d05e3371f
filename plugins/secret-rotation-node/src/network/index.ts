/** How adapters speak HTTP with addresses that an operator wrote. */
export { AddressGuard, type ResolveName } from './AddressGuard';
export * from './exchange';
export * from './pause';
export * from './networkSettings';

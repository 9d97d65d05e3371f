/**
 * The conformance kits: one function for each contract, which declares its tests for any implementation.
 *
 * @packageDocumentation
 */
export * from './adminLogin';
export * from './cases';
export * from './consumerAdapter';
export * from './healthSource';
export * from './manualRotator';
export * from './rotator';
export * from './secretStore';

/**
 * Types, permissions, the API's contract and its client. Runs in the browser and in Node.
 *
 * @packageDocumentation
 */
export * from './vocabulary';
export * from './permissions';
export * from './catalog';
export * from './api';

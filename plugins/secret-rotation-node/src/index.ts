/**
 * The contracts between Keyturn's engine and its integrations, and the conformance kits that hold them.
 *
 * @packageDocumentation
 */
export * from './SecretValue';
export * from './addresses';
export * from './attestation';
export * from './errors';
export * from './contracts';
export * from './delivery';
export * from './extensionPoints';
export * from './login';
export * from './network';
export * from './ownName';
export * from './password';
export * from './providerApi';
export * from './readSettings';
export * from './stores';
export * from './workloads';

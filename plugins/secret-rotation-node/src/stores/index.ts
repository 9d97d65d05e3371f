/** What stores of several kinds have in common. */
export * from './runMarker';
export * from './versionNumbers';

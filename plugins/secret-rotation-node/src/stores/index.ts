/** What stores of several kinds have in common. */
export * from './replaceJsonKeys';
export * from './runMarker';
export * from './versionNumbers';

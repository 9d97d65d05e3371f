/** What stores of several kinds have in common. */
export * from './commandLine';
export * from './jsonFields';
export * from './replaceJsonKeys';
export * from './runMarker';
export * from './ValueOutline';
export * from './valueText';
export * from './versionNumbers';

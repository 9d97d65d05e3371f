/** What stores of several kinds have in common. */
export * from './jsonFields';
export * from './runMarker';
export * from './ValueOutline';
export * from './valueText';
export * from './versionNumbers';

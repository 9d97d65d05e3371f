export * from './aws';
export * from './faults';
export * from './postgres';
export * from './services';
export * from './vault';

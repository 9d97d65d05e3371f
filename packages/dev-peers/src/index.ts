export * from './aws';
export * from './faults';
export * from './mysql';
export * from './pebble';
export * from './postgres';
export * from './processes';
export * from './services';
export * from './vault';

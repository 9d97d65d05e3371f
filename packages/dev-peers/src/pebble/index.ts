export { findPebble, type PebblePrograms } from './findPebble';
export { pebbleForTests } from './pebbleForTests';
export { startPebble, type Pebble, type PebbleOptions } from './startPebble';

export * from './postgres';
export * from './services';
export * from './vault';

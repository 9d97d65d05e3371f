export * from './effect';
export * from './SecretStore';
export * from './Rotator';
export * from './ConsumerAdapter';

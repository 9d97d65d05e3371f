export * from './effect';
export * from './fence';
export * from './ManagedRotation';
export * from './inventory';
export * from './SecretStore';
export * from './Rotator';
export * from './RotatorDeclaration';
export * from './ConsumerAdapter';

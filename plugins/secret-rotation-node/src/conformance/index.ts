export * from './consumerAdapter';
export * from './rotator';

export * from './consumerAdapter';
export * from './rotator';
export * from './secretStore';

export * from './consumerAdapter';

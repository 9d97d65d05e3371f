/** What adapters that deliver into a provider's own secrets have in common. */
export * from './allowedNames';
export * from './deliveredText';
export * from './DeliveringConsumerAdapter';
export * from './DeliveryMark';
export * from './DeliveryProvider';
export * from './ownDelivery';
export * from './refusalOfProject';

export * from './addressPattern';
export * from './answerTimeout';
export * from './expectedInstances';
export {
  readInstanceAddresses,
  type InstanceAddresses,
} from './instanceAddresses';

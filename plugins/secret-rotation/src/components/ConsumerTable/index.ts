export { ConsumerTable } from './ConsumerTable';
export { ConsumersAtRest } from './ConsumersAtRest';

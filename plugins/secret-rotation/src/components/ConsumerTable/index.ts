export { ConsumerTable } from './ConsumerTable';
export { ConsumersAtRest } from './ConsumersAtRest';
export { VersionChip } from './VersionChip';

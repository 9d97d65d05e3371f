export { EntityName, entityLabel } from './EntityName';
export { ActorName } from './ActorName';

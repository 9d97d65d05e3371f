export { runRabbitMqScript } from './runRabbitMqScript';
export {
  findRabbitMqServer,
  startRabbitMq,
  type RabbitMqOptions,
  type RunningRabbitMq,
} from './startRabbitMq';
export { startTemporaryRabbitMq } from './temporaryRabbitMq';

export {
  findRedisServer,
  startRedis,
  type RedisOptions,
  type RunningRedis,
} from './startRedis';
export { startTemporaryRedis } from './temporaryRedis';

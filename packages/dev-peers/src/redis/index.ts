export {
  findRedisServer,
  findValkeyServer,
  startRedis,
  type RedisOptions,
  type RunningRedis,
} from './startRedis';
export { startTemporaryRedisCluster } from './temporaryCluster';
export { startTemporaryRedis } from './temporaryRedis';

export { redisClient } from './redisClient';

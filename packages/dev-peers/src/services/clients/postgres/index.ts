export { postgresClient } from './postgresClient';

export { tlsClient } from './tlsClient';

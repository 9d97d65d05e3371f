export { apiKeyClient } from './apiKeyClient';

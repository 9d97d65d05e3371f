export { webhookClient } from './webhookClient';

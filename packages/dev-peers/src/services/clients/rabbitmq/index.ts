export { rabbitMqClient } from './rabbitMqClient';

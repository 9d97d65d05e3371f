/**
 * Keyturn's rotator of kind `rabbitmq`: two RabbitMQ users that take turns.
 *
 * @packageDocumentation
 */
export { rotatorDeclarations } from './declarations';
export { secretRotationModuleRabbitMq as default } from './module';

/**
 * Tells people through Backstage's notifications what waits for them.
 *
 * @packageDocumentation
 */
export { secretRotationModuleNotifications as default } from './module';

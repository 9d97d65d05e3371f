/**
 * Keyturn's health source of kind `prometheus`: how well a consumer is, by a query of the operator.
 *
 * @packageDocumentation
 */
export { secretRotationModulePrometheus as default } from './module';

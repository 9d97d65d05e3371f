/**
 * Keyturn's consumer of kind `http`: workloads that are restarted by their own
 * rollouts and watched until every pod has the version.
 *
 * @packageDocumentation
 */
export { secretRotationModuleKubernetes as default } from './module';

/**
 * Keyturn's backend plugin: the rotation engine, its API, the scheduler tasks and the catalog mapping.
 *
 * @packageDocumentation
 */
export { secretRotationPlugin as default } from './plugin';
export {
  createSecretRotationConditionalDecision,
  secretRotationConditions,
  type SecretCondition,
} from './authorization/secretPermissionRules';

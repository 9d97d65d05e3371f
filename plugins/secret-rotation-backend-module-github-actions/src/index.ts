/**
 * Keyturn's consumer of kind `github-actions`: workflows that read a secret of their repository, environment or
 * organization.
 *
 * @packageDocumentation
 */
export { secretRotationModuleGithubActions as default } from './module';

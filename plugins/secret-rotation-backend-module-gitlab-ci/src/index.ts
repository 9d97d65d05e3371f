/**
 * Keyturn's consumer of kind `gitlab-ci`: jobs that read a CI/CD variable of their project or of a group.
 *
 * @packageDocumentation
 */
export { secretRotationModuleGitlabCi as default } from './module';

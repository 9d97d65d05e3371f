/**
 * Keyturn's consumer of kind `exec`: a program that an operator's command reloads, for example a service of systemd.
 *
 * @packageDocumentation
 */
export { secretRotationModuleExec as default } from './module';

/**
 * Keyturn's consumer of kind `http`: a service that reloads and attests over two HTTP endpoints.
 *
 * @packageDocumentation
 */
export { secretRotationModuleHttp as default } from './module';

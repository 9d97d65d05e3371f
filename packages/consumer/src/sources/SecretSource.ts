import type { SecretContent } from '../SecretContent';

/** Where a service reads a secret. @public */
export interface SecretSource {
  /** Reads what is there now. */
  read(): Promise<SecretContent>;
  /**
   * Calls back when there may be something new; calling too often is harmless. Keeps no process alive.
   * @returns ends it
   */
  watch?(changed: () => void): () => void;
}

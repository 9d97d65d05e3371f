import { SecretContent } from '../SecretContent';
import type { SecretSource } from './SecretSource';

/** How a secret is fetched. @public */
export interface CallbackOptions {
  /** Also fetch this often, in milliseconds. Default: only when Keyturn says so. */
  pollMs?: number;
}

/**
 * A secret that your own code fetches, for example from Vault.
 * @param fetch - gives the fields and the store's id of the version
 * @public
 */
export function fromCallback(
  fetch: () => Promise<{
    fields: Readonly<Record<string, string>>;
    version?: string;
  }>,
  { pollMs }: CallbackOptions = {},
): SecretSource {
  return {
    async read() {
      const { fields, version } = await fetch();
      return new SecretContent(fields, version);
    },
    ...(pollMs !== undefined && {
      watch(changed: () => void) {
        const timer = setInterval(changed, pollMs).unref();
        return () => clearInterval(timer);
      },
    }),
  };
}

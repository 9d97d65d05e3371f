import type { Config } from '@backstage/config';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import type {
  ChallengeHook,
  ChallengeHookFactory,
  TlsExtensionPoint,
} from './ChallengeHook';
import { createDnsWebhook } from './dnsWebhook';
import { createHttpFolder } from './httpFolder';

/** The hooks that an entry may name. */
export class ChallengeHooks implements TlsExtensionPoint {
  readonly #factories = new Map<string, ChallengeHookFactory>([
    ['http-folder', createHttpFolder],
    ['dns-webhook', createDnsWebhook],
  ]);

  addChallengeHook(name: string, factory: ChallengeHookFactory): void {
    if (this.#factories.has(name)) {
      throw new Error(`The challenge hook ${name} is registered twice`);
    }
    this.#factories.set(name, factory);
  }

  /**
   * Builds the hook of an entry.
   * @throws MisconfiguredError that names the key and the fix
   */
  build(entry: Config, key: string): ChallengeHook {
    const at = `${key}.challenge`;
    const name = entry.getOptionalString('challenge.hook');
    const factory = this.#factories.get(name ?? '');
    if (!factory) {
      throw new MisconfiguredError(
        `${at}.hook names no hook`,
        `Write one of ${[...this.#factories.keys()].join(', ')}`,
      );
    }
    return factory(entry.getConfig('challenge'), at);
  }
}

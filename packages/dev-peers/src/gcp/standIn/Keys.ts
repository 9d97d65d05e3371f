import { failedPrecondition } from './refusal';
import type { Secret } from './state';

/** The keys of customers that cannot be used. Nothing is encrypted here; only the refusals are like the real ones. */
export class Keys {
  readonly #disabled = new Set<string>();

  /** @param kmsKeyName - as the settings of secrets name it */
  disable(kmsKeyName: string): void {
    this.#disabled.add(kmsKeyName);
  }

  enableAll(): void {
    this.#disabled.clear();
  }

  /** @throws Refusal when values of a secret can neither be read nor written */
  require({ replication, customerManagedEncryption }: Secret): void {
    const settings = JSON.stringify([replication, customerManagedEncryption]);
    for (const name of this.#disabled) {
      if (settings.includes(JSON.stringify(name))) {
        throw failedPrecondition(`The key [${name}] is not enabled.`);
      }
    }
  }
}

import {
  MisconfiguredError,
  type EffectContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultClient } from '../client/VaultClient';
import type { KvEndpoints } from './endpoints';

const mountAnswer = z.object({
  path: z.string(),
  type: z.string(),
  options: z.object({ version: z.string().optional() }).nullish(),
});

/** What is mounted where the store looks. The same request means different things to the two versions of KV. */
export class KvMount {
  readonly #client: VaultClient;
  readonly #endpoints: KvEndpoints;
  #isVersion2 = false;

  constructor(client: VaultClient, endpoints: KvEndpoints) {
    this.#client = client;
    this.#endpoints = endpoints;
  }

  /**
   * The version of the KV engine.
   * @throws MisconfiguredError when it is none
   */
  async version(context: EffectContext): Promise<1 | 2> {
    // An engine is upgraded, never downgraded.
    if (!this.#isVersion2) {
      this.#isVersion2 = (await this.#ask(context)) === 2;
    }
    return this.#isVersion2 ? 2 : 1;
  }

  /**
   * Passes for an engine that keeps versions.
   * @throws MisconfiguredError for version 1: a write there would replace the old value at once
   */
  async requireVersions(context: EffectContext): Promise<void> {
    if ((await this.version(context)) === 1) {
      throw new MisconfiguredError(
        'The mount of the store is a KV engine of version 1, which keeps no old versions: Keyturn only reads it',
        'Upgrade it (bao kv enable-versioning), or move the secret to an engine of version 2',
      );
    }
  }

  async #ask(context: EffectContext): Promise<1 | 2> {
    const endpoint = this.#endpoints.mount();
    const mount = mountAnswer.safeParse(
      await this.#client.read(endpoint, context),
    ).data;
    if (
      !mount ||
      !endpoint.path.endsWith(`/${mount.path.replace(/\/$/, '')}`) ||
      mount.type !== 'kv'
    ) {
      throw new MisconfiguredError(
        'The mount of the store is not a KV engine',
        'Correct mount in the entry of the store',
      );
    }
    return mount.options?.version === '2' ? 2 : 1;
  }
}

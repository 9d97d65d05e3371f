import {
  storeVersionId,
  UnavailableError,
  type EffectContext,
  type StoreDescription,
  type StorePath,
  type StoreVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import type { VaultClient } from '../client/VaultClient';
import type { KvEndpoints } from './endpoints';
import type { KvData } from './fields';

// Not derived from the value: a digest of a weak secret lets it be guessed.
const THE_ONLY_ONE = storeVersionId('kv1');

/** Secrets of a KV engine of version 1, which has one value a path and tells no times. They are only read. */
export class UnversionedSecrets {
  readonly #client: VaultClient;
  readonly #endpoints: KvEndpoints;

  constructor(client: VaultClient, endpoints: KvEndpoints) {
    this.#client = client;
    this.#endpoints = endpoints;
  }

  /** What is there now. It lists no versions, because the engine knows of none and not how old the value is. */
  async describe(
    place: StorePath,
    context: EffectContext,
  ): Promise<StoreDescription> {
    const data = await this.#read(place, context);
    return { current: data && THE_ONLY_ONE, versions: [] };
  }

  /** The value, `undefined` when there is none. */
  async read(
    place: StorePath & { version: StoreVersionId },
    context: EffectContext,
  ): Promise<KvData | undefined> {
    return place.version === THE_ONLY_ONE
      ? this.#read(place, context)
      : undefined;
  }

  async #read(
    place: StorePath,
    context: EffectContext,
  ): Promise<KvData | undefined> {
    const answer = await this.#client.read(
      this.#endpoints.unversioned(place),
      context,
    );
    if (answer === undefined) {
      return undefined;
    }
    const read = z.record(z.string(), z.unknown()).safeParse(answer);
    if (!read.success) {
      throw new UnavailableError('The answer is not one of a KV engine');
    }
    return read.data;
  }
}

import {
  FencedError,
  isNewerFence,
  UnavailableError,
  type EffectContext,
  type StagePlace,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { CasMismatchError } from '../client/VaultClient';
import type { KvEndpoints } from './endpoints';
import type { KvData } from './fields';
import { sameFields } from './fields';
import type { KvEngine } from './KvEngine';

// The fence lies in the staged version itself, so that compare-and-set covers both.
const stagedCopy = z.object({
  fence: z.object({ run: z.number(), epoch: z.number() }),
  value: z.record(z.string(), z.string()),
});

const ATTEMPTS = 3;

/** The folder beside the secrets where the new value of a run waits. */
export class Staging {
  readonly #kv: KvEngine;
  readonly #endpoints: KvEndpoints;

  constructor(kv: KvEngine, endpoints: KvEndpoints) {
    this.#kv = kv;
    this.#endpoints = endpoints;
  }

  /** The staged value, `undefined` when there is none. */
  async read(
    place: StagePlace,
    context: EffectContext,
  ): Promise<KvData | undefined> {
    const held = await this.#kv.read(
      this.#endpoints.stagedData(place),
      context,
    );
    return stagedCopy.safeParse(held?.data).data?.value;
  }

  /**
   * Stages a value, in place of a different one.
   * @throws FencedError when a newer worker has staged for this run: its value may be active at the target already
   */
  async put(
    place: StagePlace,
    value: KvData,
    context: WriteContext,
  ): Promise<void> {
    const endpoint = this.#endpoints.stagedData(place);
    const { fence } = context;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const held = await this.#kv.read(endpoint, context);
      const copy = stagedCopy.safeParse(held?.data).data;
      if (copy && isNewerFence(copy.fence, fence)) {
        throw new FencedError('A newer worker has staged a value for this run');
      }
      if (
        copy &&
        !isNewerFence(fence, copy.fence) &&
        sameFields(copy.value, value)
      ) {
        return;
      }
      try {
        const content = {
          fence: { run: fence.run, epoch: fence.epoch },
          value,
        };
        await this.#kv.write(endpoint, content, held?.version ?? 0, context);
        return;
      } catch (error) {
        if (!(error instanceof CasMismatchError)) {
          throw error;
        }
        // Somebody staged in between: look again who.
      }
    }
    throw new UnavailableError('Others stage for this run at the same time');
  }

  /** Removes the staged value with all that is known of it. */
  async discard(place: StagePlace, context: WriteContext): Promise<void> {
    await this.#kv.remove(this.#endpoints.stagedMetadata(place), context);
  }
}

import {
  MisconfiguredError,
  UnavailableError,
  type EffectContext,
  type EndpointProbe,
  type Pause,
  type PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { Counterpart } from '../Counterpart';
import type { KeySet } from '../keys/KeySet';
import type { HookClient, Reencryption } from './HookClient';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Whoever encrypts data anew. It gets one request, which names the old and the new key, again and again until it
 * answers that no data needs the old one.
 * @internal
 */
export class ReencryptionHook implements Counterpart {
  readonly probing = 'none';
  readonly graceMs = 0;
  readonly #client: HookClient;
  readonly #patienceMs: number;
  readonly #pause: Pause;
  readonly #now: () => number;

  constructor(options: {
    client: HookClient;
    /** How long one call waits for the work to be done. */
    patienceMs: number;
    pause: Pause;
    now: () => number;
  }) {
    this.#client = options.client;
    this.#patienceMs = options.patienceMs;
    this.#pause = options.pause;
    this.#now = options.now;
  }

  async preflight(
    _: KeySet | undefined,
    { signal }: EffectContext,
  ): Promise<PreflightCheck[]> {
    try {
      return [await this.#client.look(signal)];
    } catch (error) {
      if (!(error instanceof MisconfiguredError)) throw error;
      const { message, fix } = error;
      return [{ code: 'keyset.reencryption', ok: false, message, fix }];
    }
  }

  async probe(): Promise<EndpointProbe[]> {
    return [];
  }

  async beforeUse(
    keySet: string,
    { retired: from, previous: to }: KeySet,
    context: EffectContext,
  ): Promise<void> {
    if (from === undefined || to === undefined) return;
    await this.#until({ keySet, from, to, cause: 'removal' }, context);
  }

  async afterUse(
    keySet: string,
    { previous: from, current: to }: KeySet,
    context: EffectContext,
  ): Promise<void> {
    if (from === undefined) return;
    await this.#until({ keySet, from, to, cause: 'replaced' }, context);
  }

  async #until(work: Reencryption, { signal }: EffectContext): Promise<void> {
    const end = this.#now() + this.#patienceMs;
    for (
      let pause = FIRST_PAUSE_MS;
      ;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    ) {
      const { state, retryAfterMs } = await this.#client.encryptAnew(
        work,
        signal,
      );
      if (state === 'done') return;
      if (signal.aborted || this.#now() + pause > end) {
        throw new UnavailableError(
          'Data is still being encrypted with the new key',
          { retryAfterMs },
        );
      }
      await this.#pause(pause, signal);
    }
  }
}

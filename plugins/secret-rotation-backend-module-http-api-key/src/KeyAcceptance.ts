import {
  pauseByClock,
  UnavailableError,
  type EffectContext,
  type Pause,
  type ProbeAnswer,
  type SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { ApiKeyProvider } from './provider/ApiKeyProvider';
import type { HttpApiKeySettings } from './settings';

/** How waiting is done. @internal */
export interface Clock {
  readonly pause: Pause;
  readonly now: () => number;
}

/** Of the process. @internal */
export const PROCESS_CLOCK: Clock = { pause: pauseByClock, now: Date.now };

const FIRST_POLL_MS = 100;
const LONGEST_POLL_MS = 2_000;

/** Whether the provider accepts a value, at each of its endpoints. @internal */
export class KeyAcceptance {
  readonly #settings: HttpApiKeySettings;
  readonly #provider: ApiKeyProvider;
  readonly #clock: Clock;

  constructor(
    settings: HttpApiKeySettings,
    provider: ApiKeyProvider,
    clock: Clock,
  ) {
    this.#settings = settings;
    this.#provider = provider;
    this.#clock = clock;
  }

  /** Asks once. */
  async answers(
    account: string,
    value: SecretValue,
    context: EffectContext,
  ): Promise<ProbeAnswer[]> {
    const { fields, api } = this.#settings;
    if (!value.has(fields.id) || !value.has(fields.key)) {
      return api.test.origins.map(() => 'unknown');
    }
    const key = { id: value.reveal(fields.id), key: value.reveal(fields.key) };
    return this.#provider.test(account, key, context);
  }

  /**
   * Asks until every endpoint gives an answer, because a provider of several machines is of one mind only after a while.
   * @throws UnavailableError when they do not within the time that the operator allows
   */
  async until(
    wanted: ProbeAnswer,
    account: string,
    value: SecretValue,
    context: EffectContext,
  ): Promise<void> {
    const { pause: wait, now } = this.#clock;
    const end = now() + this.#settings.settleMs;
    for (
      let pause = FIRST_POLL_MS;
      ;
      pause = Math.min(pause * 2, LONGEST_POLL_MS)
    ) {
      const answers = await this.answers(account, value, context);
      if (answers.every(answer => answer === wanted)) return;
      if (context.signal.aborted || now() + pause > end) {
        throw new UnavailableError(
          wanted === 'accepted'
            ? 'The provider does not accept the new key everywhere yet'
            : 'The provider does not refuse the revoked key everywhere yet',
        );
      }
      await wait(pause, context.signal);
    }
  }
}

import {
  UnavailableError,
  type EffectContext,
  type StagePlace,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { SecretsManager } from './client/SecretsManager';
import type { SecretNames } from './versions/names';
import { runVersionOf } from './versions/runVersions';

/** AWS clears versions away as fast as one in this time is written. */
const PAUSE_MS = 600_000;
/** A worker may die at the wrong moment, and the next one too. */
const FREE = 3;

/** Keeps a run that has to stage again and again to one new version in ten minutes. */
export class StagePace {
  readonly #secrets: SecretsManager;
  readonly #names: SecretNames;
  readonly #now: () => number;

  constructor(secrets: SecretsManager, names: SecretNames, now: () => number) {
    this.#secrets = secrets;
    this.#names = names;
    this.#now = now;
  }

  /**
   * Lets a further version of the run pass.
   * @throws UnavailableError when it has to wait, with the time
   */
  async pass(place: StagePlace, context: EffectContext): Promise<void> {
    const secret = this.#names.of(place);
    const all = await this.#secrets.reads.list(secret, context);
    const own = all.filter(({ id }) => runVersionOf(id, place));
    const [youngest] = own.slice(-1);
    if (!youngest || own.length < FREE) {
      return;
    }
    // The two clocks may differ; the pause is never longer than it has to be by one of them.
    const age = Math.max(0, this.#now() - youngest.createdAt.getTime());
    if (age < PAUSE_MS) {
      throw new UnavailableError(
        'The run has staged several values; AWS takes one in ten minutes in the long run',
        { retryAfterMs: PAUSE_MS - age },
      );
    }
  }
}

import {
  DriftError,
  UnavailableError,
  type StagePlace,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { AbsentError, LabelsMovedError, TakenError } from './client/failures';
import type { SecretLook } from './client/SecretReads';
import type { SecretsManager } from './client/SecretsManager';
import { refuseDeletion } from './deletion';
import type { FirstValue } from './FirstValue';
import type { Staging } from './Staging';
import type { SecretNames } from './versions/names';
import {
  CURRENT,
  PREVIOUS,
  restoreLabel,
  runVersionOf,
  versionIdOf,
} from './versions/runVersions';

const ATTEMPTS = 2;
const MOST_RESTORES = 5;

/**
 * Changes what consumers read, by a move of AWSCURRENT that compares where it stands. A repeat knows the run's own
 * version by its id.
 */
export class CurrentVersion {
  readonly #secrets: SecretsManager;
  readonly #names: SecretNames;
  readonly #staging: Staging;
  readonly #first: FirstValue;

  constructor(options: {
    secrets: SecretsManager;
    names: SecretNames;
    staging: Staging;
    first: FirstValue;
  }) {
    this.#secrets = options.secrets;
    this.#names = options.names;
    this.#staging = options.staging;
    this.#first = options.first;
  }

  /**
   * Makes the staged version current, if `expected` is (`undefined`: nothing is).
   * @returns the version's id
   */
  async promote(
    place: StagePlace & { expected: string | undefined },
    context: WriteContext,
  ): Promise<string> {
    const promoted = await this.#decideAgainWhenMoved(
      place,
      context,
      async look => {
        const { expected } = place;
        const current = look?.current;
        if (current !== expected) {
          if (current && runVersionOf(current, place)?.did === 'stage') {
            return current;
          }
          throw new DriftError(
            'Somebody else changed the current version since the run began',
          );
        }
        return look && expected !== undefined
          ? this.#promoteStaged({ ...place, expected }, look, context)
          : this.#promoteFirst(place, look, context);
      },
    );
    await this.#staging.clear(place, ['stage'], context);
    await this.#first.remove(place, context);
    return promoted;
  }

  /**
   * Writes the text of `version` anew and makes it current, if `expected` or a late promotion of the same run is.
   * @returns the new version's id
   */
  async restore(
    place: StagePlace & { version: string; expected: string },
    context: WriteContext,
  ): Promise<string> {
    const restored = await this.#decideAgainWhenMoved(
      place,
      context,
      async look => {
        const current = look?.current;
        const did = current && runVersionOf(current, place)?.did;
        if (current && did === 'restore' && current !== place.expected) {
          return current;
        }
        if (
          !look ||
          !current ||
          (current !== place.expected && did !== 'stage')
        ) {
          throw new DriftError(
            'Somebody else changed the current version since the run looked',
          );
        }
        const to = await this.#writeAnew(place, look, context);
        const secret = this.#names.of(place);
        const move = { label: CURRENT, from: current, to };
        await this.#secrets.writes.moveLabel(secret, move, context);
        return to;
      },
    );
    await this.#staging.clear(place, ['restore'], context);
    return restored;
  }

  async #promoteStaged(
    place: StagePlace & { expected: string },
    look: SecretLook,
    context: WriteContext,
  ): Promise<string> {
    const staged = this.#staging.find(look, place.runId);
    if (!staged) {
      throw new DriftError('The staged value is gone and was not promoted');
    }
    if (staged.base !== place.expected) {
      throw new DriftError(
        'The secret was changed and changed back since the value was staged',
      );
    }
    if (look.labels.get(staged.id)?.includes(PREVIOUS)) {
      throw new DriftError(
        'The value was promoted, and somebody put the old one back',
      );
    }
    const secret = this.#names.of(place);
    const move = { label: CURRENT, from: place.expected, to: staged.id };
    await this.#secrets.writes.moveLabel(secret, move, context);
    return staged.id;
  }

  async #promoteFirst(
    place: StagePlace,
    look: SecretLook | undefined,
    context: WriteContext,
  ): Promise<string> {
    const waiting = await this.#first.find(place, context);
    if (!waiting) {
      throw new DriftError('The staged value is gone and was not promoted');
    }
    await this.#first.promote(place, waiting, look, context);
    return waiting.id;
  }

  /** Compare-and-set can lose against our own delayed request: then the second look finds it as ours. */
  async #decideAgainWhenMoved(
    place: StagePlace,
    context: WriteContext,
    decide: (look: SecretLook | undefined) => Promise<string>,
  ): Promise<string> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const secret = this.#names.of(place);
      const look = await this.#secrets.reads.look(secret, context);
      refuseDeletion(look);
      try {
        return await decide(look);
      } catch (error) {
        const isLost =
          error instanceof LabelsMovedError ||
          error instanceof AbsentError ||
          error instanceof TakenError;
        if (!isLost) {
          throw error;
        }
      }
    }
    throw new UnavailableError('The secret changes too often in this moment');
  }

  /** The version with the old text that is to become current; one that a dead worker wrote is taken up. */
  async #writeAnew(
    place: StagePlace & { version: string },
    look: SecretLook,
    context: WriteContext,
  ): Promise<string> {
    const label = restoreLabel(place.runId, place.version);
    const [written] =
      [...look.labels].find(([, labels]) => labels.includes(label)) ?? [];
    if (written) {
      return written;
    }
    const secret = this.#names.of(place);
    // AWS may delete a version without a label in any moment; destroy takes the labels away.
    const isKept = (look.labels.get(place.version)?.length ?? 0) > 0;
    const content =
      isKept &&
      (await this.#secrets.reads.readText(secret, place.version, context));
    if (!content) {
      throw new DriftError('The version to restore cannot be read any more');
    }
    const { epoch } = context.fence;
    for (let attempt = 1; attempt <= MOST_RESTORES; attempt++) {
      const id = versionIdOf(place, { did: 'restore', epoch, attempt });
      if (id === look.current || look.labels.get(id)?.length) {
        continue; // It was current before, or holds another value.
      }
      try {
        const labels = [label];
        await this.#secrets.writes.put(
          secret,
          { id, content, labels },
          context,
        );
        return id;
      } catch (error) {
        if (!(error instanceof TakenError)) {
          throw error;
        }
      }
    }
    throw new UnavailableError('The secret is restored too often');
  }
}

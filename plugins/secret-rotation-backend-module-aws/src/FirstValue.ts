import {
  FencedError,
  MisconfiguredError,
  UnavailableError,
  type EffectContext,
  type SecretValue,
  type StagePlace,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { LabelsMovedError, TakenError } from './client/failures';
import type { SecretLook } from './client/SecretReads';
import type { SecretsManager } from './client/SecretsManager';
import { isSameText, type StoredText } from './client/StoredText';
import type { AwsSettings } from './settings';
import { textWith } from './versions/content';
import type { SecretNames } from './versions/names';
import {
  CURRENT,
  PENDING,
  runVersionOf,
  versionIdOf,
} from './versions/runVersions';

/** The first value of a path, waiting. */
export interface WaitingValue {
  /** The version's id there, and the one that it gets at the path. */
  readonly id: string;
  readonly content: StoredText;
}

const ATTEMPTS = 5;

/**
 * The first value of a path. AWS makes the first version of a secret current at once, whatever labels it is given, so
 * the value waits in a secret of its own, which is deleted when it was promoted.
 */
export class FirstValue {
  readonly #secrets: SecretsManager;
  readonly #names: SecretNames;
  readonly #settings: AwsSettings;

  constructor(
    secrets: SecretsManager,
    names: SecretNames,
    settings: AwsSettings,
  ) {
    this.#secrets = secrets;
    this.#names = names;
    this.#settings = settings;
  }

  /** What waits for a run. */
  async find(
    place: StagePlace,
    context: EffectContext,
  ): Promise<WaitingValue | undefined> {
    if (!this.#settings.provision) {
      return undefined;
    }
    const secret = this.#names.staged(place);
    const id = (await this.#secrets.reads.look(secret, context))?.current;
    const content =
      id && (await this.#secrets.reads.readText(secret, id, context));
    return id && content ? { id, content } : undefined;
  }

  /**
   * Lets a value wait, in place of another one of the run.
   * @throws FencedError when a newer worker has staged for this run
   */
  async put(
    place: StagePlace & { value: SecretValue },
    context: WriteContext,
  ): Promise<void> {
    this.#refuseUnlessAllowed();
    const text = textWith(place.value, undefined);
    const content = { text, isBinary: false };
    for (let tries = 0; tries < ATTEMPTS; tries++) {
      try {
        await this.#putOnce(place, content, context);
        return;
      } catch (error) {
        if (
          !(error instanceof TakenError || error instanceof LabelsMovedError)
        ) {
          throw error;
        }
        // Somebody staged in between: look again who.
      }
    }
    throw new UnavailableError('Others stage for this run at the same time');
  }

  /**
   * Makes the waiting value the first version of its path.
   * @throws TakenError or LabelsMovedError when somebody else was first
   */
  async promote(
    place: StagePlace,
    waiting: WaitingValue,
    look: SecretLook | undefined,
    context: WriteContext,
  ): Promise<void> {
    this.#refuseUnlessAllowed();
    const secret = this.#names.of(place);
    const { kmsKeyId } = this.#settings;
    if (!look) {
      await this.#secrets.writes.create(
        secret,
        { ...waiting, kmsKeyId },
        context,
      );
      return;
    }
    // A secret without a version, as Terraform makes it. A foreign version that comes first keeps its label.
    const version = { ...waiting, labels: [PENDING] };
    const labels = await this.#secrets.writes.put(secret, version, context);
    if (!labels.includes(CURRENT)) {
      const move = { label: CURRENT, to: waiting.id };
      await this.#secrets.writes.moveLabel(secret, move, context);
    }
  }

  /** Deletes the waiting value. */
  async remove(place: StagePlace, context: EffectContext): Promise<void> {
    if (this.#settings.provision) {
      await this.#secrets.writes.deleteForGood(
        this.#names.staged(place),
        context,
      );
    }
  }

  async #putOnce(
    place: StagePlace,
    content: StoredText,
    context: WriteContext,
  ): Promise<void> {
    const { epoch } = context.fence;
    const { kmsKeyId } = this.#settings;
    const secret = this.#names.staged(place);
    const look = await this.#secrets.reads.look(secret, context);
    if (!look) {
      const id = versionIdOf(place, { did: 'stage', epoch, attempt: 1 });
      await this.#secrets.writes.create(
        secret,
        { id, content, kmsKeyId },
        context,
      );
      return;
    }
    const { current } = look;
    const last = current ? runVersionOf(current, place) : undefined;
    if (last && last.epoch > epoch) {
      throw new FencedError('A newer worker has staged a value for this run');
    }
    const isHeld =
      current !== undefined &&
      last?.epoch === epoch &&
      isSameText(
        content,
        await this.#secrets.reads.readText(secret, current, context),
      );
    if (isHeld) {
      return;
    }
    const attempt = last?.epoch === epoch ? last.attempt + 1 : 1;
    const id = versionIdOf(place, { did: 'stage', epoch, attempt });
    // In two requests, because the move compares and the write does not.
    const version = { id, content, labels: [PENDING] };
    const labels = await this.#secrets.writes.put(secret, version, context);
    if (!labels.includes(CURRENT)) {
      const move = { label: CURRENT, from: current, to: id };
      await this.#secrets.writes.moveLabel(secret, move, context);
    }
  }

  #refuseUnlessAllowed(): void {
    if (!this.#settings.provision) {
      throw new MisconfiguredError(
        'The secret has no value in AWS yet, and the store may not create one',
        'Create the secret with a first value, or set provision: true in the entry of the store',
      );
    }
  }
}

import {
  DriftError,
  FencedError,
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
import { refuseDeletion } from './deletion';
import type { StagePace } from './StagePace';
import { textWith } from './versions/content';
import type { SecretNames } from './versions/names';
import {
  isOfSomeRun,
  keepLabel,
  labelKind,
  parseStageLabel,
  PENDING,
  runVersionOf,
  stageLabel,
  versionIdOf,
  type StageLabel,
} from './versions/runVersions';

/** The staged value of a run, as a look at its secret shows it. */
export interface StagedVersion extends StageLabel {
  readonly id: string;
}

const ATTEMPTS = 5;

/** The version of a secret that waits under labels of its run until it becomes current. */
export class Staging {
  readonly #secrets: SecretsManager;
  readonly #names: SecretNames;
  readonly #pace: StagePace;

  constructor(secrets: SecretsManager, names: SecretNames, pace: StagePace) {
    this.#secrets = secrets;
    this.#names = names;
    this.#pace = pace;
  }

  /** What the run staged last; `undefined` when nothing is. */
  find(look: SecretLook, runId: string): StagedVersion | undefined {
    return [...look.labels]
      .flatMap(([id, labels]) =>
        labels.flatMap(label => {
          const found = parseStageLabel(label, runId);
          return found ? [{ ...found, id }] : [];
        }),
      )
      .sort((one, other) => other.epoch - one.epoch)[0];
  }

  /**
   * Stages a value beside the current version.
   * @throws FencedError when a newer worker has staged for this run
   * @throws DriftError when somebody else has staged something
   */
  async put(
    place: StagePlace & { value: SecretValue },
    look: SecretLook & { current: string },
    context: WriteContext,
  ): Promise<void> {
    const secret = this.#names.of(place);
    const { epoch } = context.fence;
    const held = this.find(look, place.runId);
    if (held && held.epoch > epoch) {
      throw new FencedError('A newer worker has staged a value for this run');
    }
    refuseForeignPending(look);
    const before = await this.#secrets.reads.readText(
      secret,
      look.current,
      context,
    );
    const content = {
      text: textWith(place.value, before?.text),
      isBinary: before?.isBinary ?? false,
    };
    const label = stageLabel(place.runId, { epoch, base: look.current });
    const isHeld =
      held?.base === look.current &&
      isSameText(
        content,
        await this.#secrets.reads.readText(secret, held.id, context),
      );
    try {
      await this.#keep(place, look, context);
      if (!held || !isHeld) {
        await this.#write(place, { label, content, held }, context);
      } else if (held.epoch < epoch) {
        const move = { label, to: held.id };
        await this.#secrets.writes.moveLabel(secret, move, context);
      }
      await this.#clearOlder(place, look, { kept: label, context });
    } catch (error) {
      if (error instanceof LabelsMovedError) {
        throw new UnavailableError('Another worker stages for the same run');
      }
      throw error;
    }
  }

  /** Removes labels of the run, and with them the staged copy. */
  async clear(
    place: StagePlace,
    kinds: ReadonlyArray<'stage' | 'restore' | 'keep'>,
    context: EffectContext,
  ): Promise<void> {
    const secret = this.#names.of(place);
    const look = await this.#secrets.reads.look(secret, context);
    for (const [from, labels] of look?.labels ?? []) {
      for (const label of labels) {
        const kind = labelKind(label, place.runId);
        const isOurPending =
          kinds.includes('stage') &&
          label === PENDING &&
          runVersionOf(from, place);
        if ((kind && kinds.includes(kind)) || isOurPending) {
          refuseDeletion(look);
          await this.#secrets.writes.removeLabel(
            secret,
            { label, from },
            context,
          );
        }
      }
    }
  }

  /** Lets AWS keep the version that the run may go back to, whoever moves the labels of AWS meanwhile. */
  async #keep(
    place: StagePlace,
    look: SecretLook & { current: string },
    context: WriteContext,
  ): Promise<void> {
    const label = keepLabel(place.runId);
    const [from] =
      [...look.labels].find(([, labels]) => labels.includes(label)) ?? [];
    if (from !== look.current) {
      const move = { label, from, to: look.current };
      await this.#secrets.writes.moveLabel(
        this.#names.of(place),
        move,
        context,
      );
    }
  }

  /** AWS allows 20 labels at a secret: a run that many workers took over must not use them up. */
  async #clearOlder(
    place: StagePlace,
    { labels }: SecretLook,
    { kept, context }: { kept: string; context: EffectContext },
  ): Promise<void> {
    const secret = this.#names.of(place);
    for (const [from, all] of labels) {
      for (const label of all) {
        if (label !== kept && parseStageLabel(label, place.runId)) {
          const move = { label, from };
          await this.#secrets.writes.removeLabel(secret, move, context);
        }
      }
    }
  }

  async #write(
    place: StagePlace,
    staged: { label: string; content: StoredText; held?: StagedVersion },
    context: WriteContext,
  ): Promise<void> {
    const { epoch } = context.fence;
    const secret = this.#names.of(place);
    const { label, content, held } = staged;
    if (held) {
      await this.#pace.pass(place, context);
    }
    const last = held && runVersionOf(held.id, place);
    const first = last?.epoch === epoch ? last.attempt + 1 : 1;
    for (let attempt = first; attempt < first + ATTEMPTS; attempt++) {
      const id = versionIdOf(place, { did: 'stage', epoch, attempt });
      try {
        const version = { id, content, labels: [label, PENDING] };
        const labels = await this.#secrets.writes.put(secret, version, context);
        if (!labels.includes(label)) {
          // The version was there with the same text, so AWS wrote nothing, no label either.
          const move = { label, to: id };
          await this.#secrets.writes.moveLabel(secret, move, context);
        }
        return;
      } catch (error) {
        if (!(error instanceof TakenError)) {
          throw error;
        }
      }
    }
    throw new UnavailableError('The value is staged anew too often');
  }
}

/** AWS's own rotation, or another tool's, is under way: two rotations of one secret would undo each other. */
function refuseForeignPending({ labels, current }: SecretLook): void {
  const [pending] =
    [...labels].find(([, stages]) => stages.includes(PENDING)) ?? [];
  if (pending && pending !== current && !isOfSomeRun(pending)) {
    throw new DriftError(
      'Somebody else has staged a value for the secret (AWSPENDING)',
    );
  }
}

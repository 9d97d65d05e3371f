import {
  FencedError,
  isNewerFence,
  UnavailableError,
  type EffectContext,
  type Fence,
  type StagePlace,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { PreconditionError } from '../client/failures';
import type { Placement } from '../client/resources';
import type { SecretManager } from '../client/SecretManager';
import { samePayload, type Payload } from '../payload/payload';
import type { SecretNames } from './SecretNames';

/** A value that waits. */
export interface Staged {
  readonly payload: Payload;
  /** When the run began to stage: no version with its value is older. */
  readonly since: Date;
}

/** Who staged last, and which version of the staging secret it was. */
interface StagedMark {
  readonly fence: Fence;
  /** 0 before there is one. */
  readonly version: number;
}

const MARK_KEY = 'keyturn-staged';
const ATTEMPTS = 3;

/**
 * A secret beside the rotated one where the new value of a run waits. Adding a version compares nothing, so the
 * staged version is the one that an annotation names, which is changed by compare-and-set: a version that a delayed
 * worker adds later is nobody's.
 */
export class Staging {
  readonly #manager: SecretManager;
  readonly #names: SecretNames;

  constructor(manager: SecretManager, names: SecretNames) {
    this.#manager = manager;
    this.#names = names;
  }

  /** The staged value, `undefined` when there is none. */
  async read(
    place: StagePlace,
    context: EffectContext,
  ): Promise<Staged | undefined> {
    const address = this.#names.staged(place);
    const secret = await this.#manager.secret(address, context);
    const mark = parseMark(secret?.annotations[MARK_KEY]);
    if (!secret || !mark?.version) {
      return undefined;
    }
    const payload = await this.#manager.access(address, mark.version, context);
    return payload && { payload, since: secret.createdAt };
  }

  /**
   * Stages a value, in place of a different one.
   * @param placement - where the staging secret keeps it, and under which keys
   * @throws FencedError when a newer worker has staged for this run: its value may be active at the target already
   */
  async put(
    place: StagePlace,
    payload: Payload,
    placement: Placement,
    context: WriteContext,
  ): Promise<void> {
    const { fence } = context;
    const address = this.#names.staged(place);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const secret = await this.#manager.secret(address, context);
      if (!secret) {
        const nothing = formatMark({ fence, version: 0 });
        await this.#manager.create(
          address,
          placement,
          { [MARK_KEY]: nothing },
          context,
        );
        continue;
      }
      const mark = parseMark(secret.annotations[MARK_KEY]);
      if (mark && isNewerFence(mark.fence, fence)) {
        throw new FencedError('A newer worker has staged a value for this run');
      }
      const staged = mark?.version
        ? await this.#manager.access(address, mark.version, context)
        : undefined;
      const isStaged = samePayload(staged, payload);
      if (mark && isStaged && !isNewerFence(fence, mark.fence)) {
        return;
      }
      const version =
        mark && isStaged
          ? mark.version
          : await this.#manager.add(address, payload, context);
      try {
        const annotations = {
          ...secret.annotations,
          [MARK_KEY]: formatMark({ fence, version }),
        };
        const { etag } = secret;
        await this.#manager.update(address, { etag, annotations }, context);
        return;
      } catch (error) {
        if (!(error instanceof PreconditionError)) {
          throw error;
        }
        // Somebody staged in between: look again who.
      }
    }
    throw new UnavailableError('Others stage for this run at the same time');
  }

  /** Removes the staged value with all that is known of it. */
  async discard(place: StagePlace, context: WriteContext): Promise<void> {
    await this.#manager.delete(this.#names.staged(place), context);
  }
}

function formatMark({ fence, version }: StagedMark): string {
  return `${fence.run} ${fence.epoch} ${version}`;
}

function parseMark(text: string | undefined): StagedMark | undefined {
  const [, run, epoch, version] = /^(\d+) (\d+) (\d+)$/.exec(text ?? '') ?? [];
  return version === undefined
    ? undefined
    : {
        fence: { run: Number(run), epoch: Number(epoch) },
        version: Number(version),
      };
}

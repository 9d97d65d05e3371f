import {
  DriftError,
  UnavailableError,
  type StagePlace,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { PreconditionError } from '../client/failures';
import type { Secret, SecretVersion } from '../client/resources';
import {
  holdsStaged,
  promotedPayload,
  samePayload,
  type Payload,
} from '../payload/payload';
import { formatMarker, MARKER_KEY, type RunMarker } from '../secret/runMarker';
import { SecretView } from '../secret/SecretView';
import { giveWay } from './giveWay';
import { ATTEMPTS, type Readers, type ReadersTools } from './Readers';

/** A version that this run added, and what it was added to do. */
interface Added {
  readonly did: RunMarker['did'];
  readonly version: number;
  readonly payload: Payload;
  /** The newest version that was there before. */
  readonly after: number;
  /** What the caller knew to be current. */
  readonly expected: number;
}

/**
 * Consumers that read `latest`: the newest version, whatever its state. Adding a version makes it current at once and
 * compares nothing. Numbers have no gaps, so the number that a new version gets tells whether somebody wrote in
 * between; then the other's value is added again, as if ours had come first, and the run stops as drift.
 */
export class LatestReaders implements Readers {
  readonly #tools: ReadersTools;

  constructor(tools: ReadersTools) {
    this.#tools = tools;
  }

  isRead(
    version: number,
    _: Secret | undefined,
    versions: readonly SecretVersion[],
  ): boolean {
    return versions[0]?.number === version;
  }

  currentOf(
    _: Secret | undefined,
    versions: readonly SecretVersion[],
  ): number | undefined {
    const [newest] = versions;
    return newest?.state === 'enabled' ? newest.number : undefined;
  }

  async promote(
    place: StagePlace,
    expected: number | undefined,
    context: WriteContext,
  ): Promise<number> {
    return this.#decide(place, context, async view => {
      const current = this.currentOf(view.secret, view.versions);
      if (view.marker?.did === 'promote') {
        return this.#adopt(view, view.marker, current, context);
      }
      const payload =
        view.staged &&
        promotedPayload(
          view.staged.payload,
          await view.payloadOf(expected, context),
        );
      if (current !== expected) {
        const now = await view.payloadOf(current, context);
        if (current === undefined || !payload || !samePayload(now, payload)) {
          throw new DriftError(
            'Somebody else changed the current version since the run began',
          );
        }
        const after = expected ?? newestBefore(view);
        return this.#conclude(
          view,
          { did: 'promote', version: current, payload, after, expected: after },
          context,
        );
      }
      if (!payload) {
        throw new DriftError('The staged value is gone and was not promoted');
      }
      if (!view.secret) {
        const { manager, placement } = this.#tools;
        await manager.create(view.address, placement, {}, context);
        return 'look again';
      }
      return this.#add(view, 'promote', payload, expected ?? 0, context);
    });
  }

  async restore(
    place: StagePlace,
    version: number,
    expected: number,
    context: WriteContext,
  ): Promise<number> {
    return this.#decide(place, context, async view => {
      const { marker, staged } = view;
      const current = this.currentOf(view.secret, view.versions);
      if (marker?.did === 'restore') {
        return this.#adopt(view, marker, current, context);
      }
      const wanted = await view.payloadOf(version, context);
      const now = await view.payloadOf(current, context);
      if (current === undefined) {
        throw new DriftError('The secret has no version that can be read');
      }
      if (wanted && current > expected && samePayload(now, wanted)) {
        return this.#conclude(
          view,
          {
            did: 'restore',
            version: current,
            payload: wanted,
            after: expected,
            expected,
          },
          context,
        );
      }
      const isOurs =
        current === expected ||
        current === marker?.version ||
        (current > expected && holdsStaged(now, staged?.payload));
      if (!isOurs) {
        throw new DriftError(
          'Somebody else changed the current version since the run looked',
        );
      }
      if (!wanted) {
        throw new DriftError('The version to restore cannot be read any more');
      }
      return this.#add(view, 'restore', wanted, expected, context);
    });
  }

  async #decide(
    place: StagePlace,
    context: WriteContext,
    decide: (view: SecretView) => Promise<number | 'look again'>,
  ): Promise<number> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const view = await SecretView.look(this.#tools, place, context);
      try {
        const version = await decide(view);
        if (version !== 'look again') {
          await this.#tools.staging.discard(place, context);
          return version;
        }
      } catch (error) {
        if (!(error instanceof PreconditionError)) {
          throw error;
        }
        // The marker lost its comparison: another worker may have left one. Look again.
      }
    }
    throw new UnavailableError('The secret changes too often in this moment');
  }

  async #add(
    view: SecretView,
    did: RunMarker['did'],
    payload: Payload,
    expected: number,
    context: WriteContext,
  ): Promise<number> {
    const after = view.versions[0]?.number ?? 0;
    const version = await this.#tools.manager.add(
      view.address,
      payload,
      context,
    );
    return this.#conclude(
      view,
      { did, version, payload, after, expected },
      context,
    );
  }

  /** After a version was added: looks who else wrote, then leaves the marker. */
  async #conclude(
    before: SecretView,
    added: Added,
    context: WriteContext,
  ): Promise<number> {
    const { did, version, payload, after, expected } = added;
    const isPlain = did === 'promote' && version === after + 1;
    const view = isPlain
      ? before
      : await SecretView.look(this.#tools, before.place, context);
    const staged = before.staged?.payload;
    const isPromotion = (held: Payload | undefined, number: number) =>
      number === before.marker?.version || holdsStaged(held, staged);
    const between = view.enabledAfter(Math.min(after, expected), version);
    const copies = await view.filter(
      between,
      (held, { number }) => number > after && samePayload(held, payload),
      context,
    );
    const promotions = await view.filter(
      between,
      (held, { number }) => did === 'restore' && isPromotion(held, number),
      context,
    );
    const ours = [...copies, ...promotions];
    const [foreign] = between.filter(
      one => one.number > after && !ours.includes(one),
    );
    if (foreign) {
      await giveWay(this.#tools, view, { foreign, ours: version }, context);
      throw new DriftError(
        'Somebody else wrote a version at the same time; it is current',
      );
    }
    const leaves = promotions
      .map(({ number }) => number)
      .filter(number => number > expected);
    await this.#mark(before, { did, version, leaves }, context);
    await this.#remove(view, copies, context);
    return version;
  }

  /**
   * Finds what this run did before. The version that is current may be a later copy of it, by a delayed worker of the
   * run or because a delayed worker gave way.
   */
  async #adopt(
    view: SecretView,
    marker: RunMarker,
    current: number | undefined,
    context: WriteContext,
  ): Promise<number> {
    const { did, version, leaves } = marker;
    if (current === version) {
      return version;
    }
    const payload = await view.payloadOf(current, context);
    if (
      current === undefined ||
      !samePayload(await view.payloadOf(version, context), payload)
    ) {
      throw new DriftError(
        'Somebody else changed the current version after this run wrote it',
      );
    }
    await this.#mark(view, { did, version: current, leaves }, context);
    const copies = await view.filter(
      view.enabledAfter(version - 1, current),
      held => samePayload(held, payload),
      context,
    );
    await this.#remove(view, copies, context);
    return current;
  }

  async #mark(
    { secret, address, place }: SecretView,
    marker: Omit<RunMarker, 'runId'>,
    context: WriteContext,
  ): Promise<void> {
    const annotations = {
      ...secret?.annotations,
      [MARKER_KEY]: formatMarker({ ...marker, runId: place.runId }),
    };
    const etag = secret?.etag ?? '';
    await this.#tools.manager.update(address, { etag, annotations }, context);
  }

  async #remove(
    { address }: SecretView,
    versions: readonly SecretVersion[],
    context: WriteContext,
  ): Promise<void> {
    await this.#tools.destruction.destroy(
      address,
      versions.map(({ number }) => number),
      context,
    );
  }
}

/** The newest version that is older than the run's staging; 0 when there is none. */
function newestBefore({ staged, versions }: SecretView): number {
  const since = staged?.since ?? new Date(0);
  return versions.find(({ createdAt }) => createdAt < since)?.number ?? 0;
}

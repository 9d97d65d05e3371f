import {
  DriftError,
  formatRunMarker,
  RUN_MARKER_KEY,
  type RunMarker,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { changedMeanwhile } from '../client/failures';
import type { SecretVersion } from '../client/resources';
import { holdsStaged, samePayload, type Payload } from '../payload/payload';
import { SecretView } from '../secret/SecretView';
import { giveWay } from './giveWay';
import type { ReadersTools } from './Readers';

/** A version that this run added, and what it was added to do. */
export interface Added {
  readonly did: RunMarker['did'];
  readonly version: number;
  readonly payload: Payload;
  /** The newest version that was there before. */
  readonly after: number;
  /** What the caller knew to be current. */
  readonly expected: number;
}

/** What a run has to do with a version that it made the newest one, just now or before a crash. */
export class LatestVersion {
  readonly #tools: ReadersTools;

  constructor(tools: ReadersTools) {
    this.#tools = tools;
  }

  /**
   * Looks who else wrote, then leaves the marker.
   * @param before - what was seen before the version was added
   * @throws DriftError when somebody wrote in between; that value is current again then
   */
  async conclude(
    before: SecretView,
    added: Added,
    context: WriteContext,
  ): Promise<number> {
    const { did, version, payload, after, expected } = added;
    const isPlain = did === 'promote' && version === after + 1;
    const view = isPlain
      ? before
      : await SecretView.look(this.#tools, before.place, context);
    const between = view.enabledAfter(Math.min(after, expected), version);
    const copies = await view.filter(
      between,
      (held, { number }) => number > after && samePayload(held, payload),
      context,
    );
    const promotions =
      did === 'restore'
        ? await this.#promotionsAmong(
            between.filter(one => !copies.includes(one)),
            before,
            expected,
            context,
          )
        : [];
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
    const left = promotions
      .map(({ number }) => number)
      .filter(number => number > expected);
    const leaves = [...new Set([...(before.marker?.leaves ?? []), ...left])];
    await this.#mark(before, { did, version, leaves }, context);
    await this.#remove(view, copies, context);
    return version;
  }

  /**
   * Finds what this run did before. The version that is current may be a later copy of it, by a delayed worker of the
   * run or because a delayed worker gave way.
   */
  async adopt(
    view: SecretView,
    { did, version }: RunMarker,
    expected: number | undefined,
    context: WriteContext,
  ): Promise<number> {
    const [newest] = view.versions;
    if (newest?.number === version && newest.state === 'enabled') {
      return version;
    }
    const payload = await view.payloadOf(newest?.number, context);
    if (
      newest === undefined ||
      !payload ||
      !samePayload(await view.payloadOf(version, context), payload)
    ) {
      throw new DriftError(
        'Somebody else changed the current version after this run wrote it',
      );
    }
    const after = version - 1; // The version itself is now a copy that nobody reads.
    return this.conclude(
      view,
      {
        did,
        version: newest.number,
        payload,
        after,
        expected: expected ?? after,
      },
      context,
    );
  }

  /** Versions that hold the run's new value. `expected` does, if it was promoted. */
  async #promotionsAmong(
    versions: readonly SecretVersion[],
    view: SecretView,
    expected: number,
    context: WriteContext,
  ): Promise<SecretVersion[]> {
    const { marker, staged } = view;
    const marked = marker?.did === 'promote' ? marker.version : undefined;
    const seen = await view.payloadOf(expected, context);
    return view.filter(
      versions,
      (held, { number }) =>
        number === marked ||
        holdsStaged(held, staged?.payload) ||
        samePayload(held, seen),
      context,
    );
  }

  async #mark(
    { secret, address, place }: SecretView,
    marker: Omit<RunMarker, 'runId'>,
    context: WriteContext,
  ): Promise<void> {
    if (!secret) {
      throw changedMeanwhile();
    }
    const annotations = {
      ...secret.annotations,
      [RUN_MARKER_KEY]: formatRunMarker({ ...marker, runId: place.runId }),
    };
    const { etag } = secret;
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

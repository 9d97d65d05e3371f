import {
  DriftError,
  UnavailableError,
  type RunMarker,
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
import { SecretView } from '../secret/SecretView';
import { LatestVersion } from './LatestVersion';
import {
  ATTEMPTS,
  requireSecret,
  type Readers,
  type ReadersTools,
} from './Readers';

/**
 * Consumers that read `latest`: the newest version, whatever its state. Adding a version makes it current at once and
 * compares nothing. Numbers have no gaps, so the number that a new version gets tells whether somebody wrote in
 * between; then the other's value is added again, as if ours had come first, and the run stops as drift.
 */
export class LatestReaders implements Readers {
  readonly #tools: ReadersTools;
  readonly #written: LatestVersion;

  constructor(tools: ReadersTools) {
    this.#tools = tools;
    this.#written = new LatestVersion(tools);
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
    const promoted = await this.#decide(place, context, async view => {
      requireSecret(view, expected);
      const current = this.currentOf(view.secret, view.versions);
      if (view.marker?.did === 'promote') {
        return this.#written.adopt(view, view.marker, expected, context);
      }
      const before =
        current !== undefined && current === expected
          ? await view.payloadOfEnabled(current, context)
          : await view.payloadOf(expected, context);
      const payload =
        view.staged && promotedPayload(view.staged.payload, before);
      if (current !== expected) {
        const now = await view.payloadOf(current, context);
        if (current === undefined || !payload || !samePayload(now, payload)) {
          throw new DriftError(
            'Somebody else changed the current version since the run began',
          );
        }
        const after = expected ?? newestBefore(view);
        return this.#written.conclude(
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
    await this.#tools.staging.discard(place, context);
    return promoted;
  }

  async restore(
    place: StagePlace,
    version: number,
    expected: number,
    context: WriteContext,
  ): Promise<number> {
    return this.#decide(place, context, async view => {
      const { marker, staged } = view;
      requireSecret(view, expected);
      const current = this.currentOf(view.secret, view.versions);
      // What stands over an earlier restoration of this run is written over only by who has seen it.
      if (marker?.did === 'restore' && expected <= marker.version) {
        return this.#written.adopt(view, marker, expected, context);
      }
      const wanted = await view.payloadOf(version, context);
      const now = await view.payloadOf(current, context);
      if (current === undefined) {
        throw new DriftError('The secret has no version that can be read');
      }
      if (wanted && current > expected && samePayload(now, wanted)) {
        return this.#written.conclude(
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
        (marker?.did === 'promote' && current === marker.version) ||
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
    return this.#written.conclude(
      view,
      { did, version, payload, after, expected },
      context,
    );
  }
}

/** The newest version that is older than the run's staging; 0 when there is none. */
function newestBefore({ staged, versions }: SecretView): number {
  const since = staged?.since ?? new Date(0);
  return versions.find(({ createdAt }) => createdAt < since)?.number ?? 0;
}

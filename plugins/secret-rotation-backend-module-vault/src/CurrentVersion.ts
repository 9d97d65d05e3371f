import {
  DriftError,
  UnavailableError,
  type RunMarker,
  type StagePlace,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { CasMismatchError } from './client/VaultClient';
import type { KvEndpoints } from './kv/endpoints';
import { holdsFields, inPlaceOf, sameFields, type KvData } from './kv/fields';
import type { KvEngine } from './kv/KvEngine';
import type { KvMetadata } from './kv/KvMetadata';
import { lossOf, Retention } from './kv/Retention';
import type { Staging } from './kv/Staging';

/** What stands at a path when a write is decided. */
interface Seen {
  readonly place: StagePlace;
  readonly metadata: KvMetadata | undefined;
  readonly staged: KvData | undefined;
}

const ATTEMPTS = 2;

/**
 * Changes what consumers read, in up to three requests: compare-and-set write, marker in the path's metadata, and after
 * a promotion removal of the staged copy. A crash may come between any two; a repeat recognises its own write by the marker or, before
 * there is one, by its content, which the staged copy proves until the marker stands.
 */
export class CurrentVersion {
  readonly #kv: KvEngine;
  readonly #endpoints: KvEndpoints;
  readonly #staging: Staging;
  readonly #retention: Retention;

  constructor(kv: KvEngine, endpoints: KvEndpoints, staging: Staging) {
    this.#kv = kv;
    this.#endpoints = endpoints;
    this.#staging = staging;
    this.#retention = new Retention(kv, endpoints);
  }

  /**
   * Writes the staged value, if `expected` is current (`undefined`: nothing is).
   * @returns the number of the version that this run wrote, now or before
   */
  async promote(
    place: StagePlace,
    expected: number | undefined,
    context: WriteContext,
  ): Promise<number> {
    return this.#decideAgainOnMismatch(place, context, async seen => {
      const { metadata, staged } = seen;
      const current = metadata?.current;
      if (isMarked(metadata, place, 'promote')) {
        return this.#finish(seen, 'promote', markedOrDrift(metadata), context);
      }
      if (current !== expected) {
        if (
          current !== undefined &&
          (await this.#isPromotion(seen, expected, context))
        ) {
          return this.#finish(seen, 'promote', current, context);
        }
        throw new DriftError(
          'Somebody else changed the current version since the run began',
        );
      }
      if (!staged) {
        throw new DriftError('The staged value is gone and was not promoted');
      }
      if (current !== undefined) {
        await this.#retention.require(metadata, context);
      }
      const before = await this.#read(place, current, context);
      const written = await this.#kv.write(
        this.#endpoints.data(place),
        inPlaceOf(before ?? {}, staged),
        metadata?.latest ?? 0,
        context,
      );
      return this.#finish(seen, 'promote', written, context);
    });
  }

  /**
   * Writes the data of `version` anew, if `expected` or a late promotion of the same run is current.
   * @returns the number of the version that this run wrote, now or before
   */
  async restore(
    place: StagePlace,
    version: number,
    expected: number,
    context: WriteContext,
  ): Promise<number> {
    return this.#decideAgainOnMismatch(place, context, async seen => {
      const { metadata } = seen;
      const current = metadata?.current;
      if (isMarked(metadata, place, 'restore', current)) {
        return this.#finish(seen, 'restore', markedOrDrift(metadata), context);
      }
      const wanted = await this.#read(place, version, context);
      if (current !== undefined && current > expected) {
        const now = await this.#read(place, current, context);
        if (now && wanted && sameFields(now, wanted)) {
          return this.#finish(seen, 'restore', current, context);
        }
      }
      // What stands over an earlier restoration of this run is written over only by who has seen it.
      if (isMarked(metadata, place, 'restore') && current !== expected) {
        return markedOrDrift(metadata);
      }
      const isOurs =
        current === expected ||
        isMarked(metadata, place, 'promote', current) ||
        (await this.#isPromotion(seen, expected, context));
      if (!isOurs || current === undefined) {
        throw new DriftError(
          'Somebody else changed the current version since the run looked',
        );
      }
      if (!wanted) {
        throw new DriftError(lossOf(metadata, version));
      }
      const written = await this.#kv.write(
        this.#endpoints.data(place),
        wanted,
        current,
        context,
      );
      return this.#finish(seen, 'restore', written, context);
    });
  }

  /** Compare-and-set can lose against our own delayed request: then the second look finds it as ours. */
  async #decideAgainOnMismatch(
    place: StagePlace,
    context: WriteContext,
    decide: (seen: Seen) => Promise<number>,
  ): Promise<number> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // The staged copy first: it goes last, so whoever finds neither copy nor marker knows that there was neither.
      const staged = await this.#staging.read(place, context);
      const metadata = await this.#kv.readMetadata(
        this.#endpoints.metadata(place),
        context,
      );
      try {
        return await decide({ place, staged, metadata });
      } catch (error) {
        if (!(error instanceof CasMismatchError)) {
          throw error;
        }
      }
    }
    throw new UnavailableError('The secret changes too often in this moment');
  }

  /** Whether the current version is this run's promotion that got no marker. */
  async #isPromotion(
    { place, metadata, staged }: Seen,
    expected: number | undefined,
    context: WriteContext,
  ): Promise<boolean> {
    const current = metadata?.current;
    if (
      !staged ||
      current === undefined ||
      (expected !== undefined && current !== expected + 1)
    ) {
      return false;
    }
    const now = await this.#read(place, current, context);
    return now !== undefined && holdsFields(now, staged);
  }

  async #finish(
    { place, metadata }: Seen,
    did: RunMarker['did'],
    version: number,
    context: WriteContext,
  ): Promise<number> {
    if (!isMarked(metadata, place, did, version)) {
      await this.#kv.mark(
        this.#endpoints.metadata(place),
        { runId: place.runId, did, version },
        metadata?.metadataVersion,
        context,
      );
    }
    // In a rollback the engine still needs the copy: it must prove that the target refuses that value.
    if (did === 'promote') await this.#staging.discard(place, context);
    return version;
  }

  async #read(
    place: StagePlace,
    version: number | undefined,
    context: WriteContext,
  ): Promise<KvData | undefined> {
    return version === undefined
      ? undefined
      : (await this.#kv.read(this.#endpoints.data(place), context, version))
          ?.data;
  }
}

function isMarked(
  metadata: KvMetadata | undefined,
  { runId }: StagePlace,
  did: RunMarker['did'],
  version = metadata?.marker?.version,
): metadata is KvMetadata & { marker: RunMarker } {
  const marker = metadata?.marker;
  return (
    marker !== undefined &&
    marker.runId === runId &&
    marker.did === did &&
    marker.version === version
  );
}

function markedOrDrift(metadata: KvMetadata & { marker: RunMarker }): number {
  if (metadata.current !== metadata.marker.version) {
    throw new DriftError(
      'Somebody else changed the current version after this run wrote it',
    );
  }
  return metadata.marker.version;
}

import {
  DriftError,
  formatRunMarker,
  RUN_MARKER_KEY,
  UnavailableError,
  type RunMarker,
  type StagePlace,
  type WriteContext,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { changedMeanwhile, PreconditionError } from '../client/failures';
import type { Secret, SecretVersion } from '../client/resources';
import { promotedPayload, samePayload, type Payload } from '../payload/payload';
import { SecretView } from '../secret/SecretView';
import {
  ATTEMPTS,
  requireSecret,
  type Readers,
  type ReadersTools,
} from './Readers';

/** Versions that one call added. All but the one that becomes current are nobody's and go again. */
type Added = Set<number>;

/**
 * Consumers that read through an alias. A new version is added first, unread; one compare-and-set write then moves
 * the alias and leaves the run's marker, so that there is never one without the other.
 */
export class AliasReaders implements Readers {
  readonly #tools: ReadersTools;
  readonly #alias: string;

  constructor(tools: ReadersTools, alias: string) {
    this.#tools = tools;
    this.#alias = alias;
  }

  isRead(version: number, secret: Secret | undefined): boolean {
    return Object.values(secret?.aliases ?? {}).includes(version);
  }

  currentOf(
    secret: Secret | undefined,
    versions: readonly SecretVersion[],
  ): number | undefined {
    const aliased = secret?.aliases[this.#alias];
    return versions.find(
      ({ number, state }) => number === aliased && state === 'enabled',
    )?.number;
  }

  async promote(
    place: StagePlace,
    expected: number | undefined,
    context: WriteContext,
  ): Promise<number> {
    const decided = await this.#decide(place, context, async (view, added) => {
      requireSecret(view, expected);
      const current = this.currentOf(view.secret, view.versions);
      if (view.marker?.did === 'promote') {
        return markedOrDrift(view.marker, current);
      }
      if (current !== expected) {
        throw new DriftError(
          'Somebody else changed the current version since the run began',
        );
      }
      if (!view.staged) {
        throw new DriftError('The staged value is gone and was not promoted');
      }
      if (!view.secret) {
        const { manager, placement } = this.#tools;
        await manager.create(view.address, placement, {}, context);
        return 'look again';
      }
      const payload = promotedPayload(
        view.staged.payload,
        current === undefined
          ? undefined
          : await view.payloadOfEnabled(current, context),
      );
      const version = await this.#unread(view, payload, added, context);
      return this.#point(view, 'promote', version, [], context);
    });
    await this.#tools.staging.discard(place, context);
    return decided;
  }

  async restore(
    place: StagePlace,
    version: number,
    expected: number,
    context: WriteContext,
  ): Promise<number> {
    return this.#decide(place, context, async (view, added) => {
      const { marker } = view;
      requireSecret(view, expected);
      const current = this.currentOf(view.secret, view.versions);
      // What stands over an earlier restoration of this run is written over only by who has seen it.
      if (
        marker?.did === 'restore' &&
        (current === marker.version || current !== expected)
      ) {
        return markedOrDrift(marker, current);
      }
      const isOurs = current === expected || current === marker?.version;
      if (!isOurs || current === undefined) {
        throw new DriftError(
          'Somebody else changed the current version since the run looked',
        );
      }
      const wanted = await view.payloadOf(version, context);
      if (!wanted) {
        throw new DriftError('The version to restore cannot be read any more');
      }
      const restored = await this.#unread(view, wanted, added, context);
      const unknown = await view.leftovers(
        number => this.isRead(number, view.secret),
        context,
      );
      const leaves = current === expected ? unknown : [current, ...unknown];
      return this.#point(view, 'restore', restored, leaves, context);
    });
  }

  /** A lost comparison may be our own delayed request: then the second look finds it as ours. */
  async #decide(
    place: StagePlace,
    context: WriteContext,
    decide: (view: SecretView, added: Added) => Promise<number | 'look again'>,
  ): Promise<number> {
    const added: Added = new Set();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const view = await SecretView.look(this.#tools, place, context);
      try {
        const version = await decide(view, added);
        if (version === 'look again') {
          continue;
        }
        added.delete(version);
        await this.#remove(view, added, context);
        return version;
      } catch (error) {
        if (error instanceof DriftError) {
          await this.#remove(view, added, context);
        }
        if (!(error instanceof PreconditionError)) {
          throw error;
        }
      }
    }
    throw new UnavailableError('The secret changes too often in this moment');
  }

  /** A version with that payload which nobody reads: one that was added before a crash, else a new one. */
  async #unread(
    view: SecretView,
    payload: Payload,
    added: Added,
    context: WriteContext,
  ): Promise<number> {
    const current = this.currentOf(view.secret, view.versions) ?? 0;
    const [found] = await view.filter(
      view
        .enabledAfter(current)
        .filter(({ number }) => !this.isRead(number, view.secret)),
      held => samePayload(held, payload),
      context,
    );
    const version =
      found?.number ??
      (await this.#tools.manager.add(view.address, payload, context));
    if (!found) {
      added.add(version);
    }
    return version;
  }

  async #point(
    { secret, address, place }: SecretView,
    did: RunMarker['did'],
    version: number,
    leaves: readonly number[],
    context: WriteContext,
  ): Promise<number> {
    if (!secret) {
      throw changedMeanwhile();
    }
    const marker = { runId: place.runId, did, version, leaves };
    await this.#tools.manager.update(
      address,
      {
        etag: secret.etag,
        aliases: { ...secret.aliases, [this.#alias]: version },
        annotations: {
          ...secret.annotations,
          [RUN_MARKER_KEY]: formatRunMarker(marker),
        },
      },
      context,
    );
    return version;
  }

  async #remove(
    { address }: SecretView,
    added: Added,
    context: WriteContext,
  ): Promise<void> {
    await this.#tools.destruction.destroy(address, [...added], context);
  }
}

function markedOrDrift(
  { version }: RunMarker,
  current: number | undefined,
): number {
  if (current !== version) {
    throw new DriftError(
      'Somebody else changed the current version after this run wrote it',
    );
  }
  return version;
}

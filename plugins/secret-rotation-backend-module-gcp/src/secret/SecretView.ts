import {
  parseRunMarker,
  RUN_MARKER_KEY,
  type EffectContext,
  type RunMarker,
  type StagePlace,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { changedMeanwhile } from '../client/failures';
import type { Secret, SecretVersion } from '../client/resources';
import type { SecretManager } from '../client/SecretManager';
import { holdsStaged, type Payload } from '../payload/payload';
import type { SecretAddress, SecretNames } from './SecretNames';
import type { Staged, Staging } from './Staging';

/** What a run sees of its secret at one moment, when a write is decided. */
export class SecretView {
  readonly address: SecretAddress;
  readonly place: StagePlace;
  readonly staged: Staged | undefined;
  readonly secret: Secret | undefined;
  /** Also destroyed ones, newest first. */
  readonly versions: readonly SecretVersion[];
  /** What this run did to the secret, if it was the last to do something. */
  readonly marker: RunMarker | undefined;
  readonly #manager: SecretManager;
  readonly #payloads = new Map<number, Promise<Payload | undefined>>();

  private constructor(
    manager: SecretManager,
    seen: Pick<
      SecretView,
      'address' | 'place' | 'staged' | 'secret' | 'versions'
    >,
  ) {
    this.#manager = manager;
    this.address = seen.address;
    this.place = seen.place;
    this.staged = seen.staged;
    this.secret = seen.secret;
    this.versions = seen.versions;
    const marker = parseRunMarker(seen.secret?.annotations[RUN_MARKER_KEY]);
    this.marker = marker?.runId === seen.place.runId ? marker : undefined;
  }

  static async look(
    from: { manager: SecretManager; names: SecretNames; staging: Staging },
    place: StagePlace,
    context: EffectContext,
  ): Promise<SecretView> {
    const { manager, names, staging } = from;
    const address = names.own(place);
    // The staged copy first: it goes last, so whoever finds neither copy nor marker knows that there was neither.
    const staged = await staging.read(place, context);
    const secret = await manager.secret(address, context);
    const versions = secret ? await manager.versions(address, context) : [];
    return new SecretView(manager, {
      address,
      place,
      staged,
      secret,
      versions,
    });
  }

  /** What a version holds; `undefined` when it cannot be read. It never changes, so it is asked for once. */
  async payloadOf(
    version: number | undefined,
    context: EffectContext,
  ): Promise<Payload | undefined> {
    if (version === undefined) {
      return undefined;
    }
    const known =
      this.#payloads.get(version) ??
      this.#manager.access(this.address, version, context);
    this.#payloads.set(version, known);
    return known;
  }

  /**
   * What an enabled version holds.
   * @throws UnavailableError when it was disabled or destroyed since the look: the next look finds that
   */
  async payloadOfEnabled(
    version: number,
    context: EffectContext,
  ): Promise<Payload> {
    const payload = await this.payloadOf(version, context);
    if (!payload) {
      throw changedMeanwhile();
    }
    return payload;
  }

  /** Versions that can be read and that are newer than one and, if given, older than another. */
  enabledAfter(after: number, before = Infinity): readonly SecretVersion[] {
    return this.versions.filter(
      ({ number, state }) =>
        state === 'enabled' && number > after && number < before,
    );
  }

  /** The versions, of some, for which a test of their payloads is true. */
  async filter(
    versions: readonly SecretVersion[],
    test: (payload: Payload | undefined, version: SecretVersion) => boolean,
    context: EffectContext,
  ): Promise<SecretVersion[]> {
    const found: SecretVersion[] = [];
    for (const version of versions) {
      const payload = await this.payloadOf(version.number, context);
      if (test(payload, version)) {
        found.push(version);
      }
    }
    return found;
  }

  /**
   * Versions with the run's new value that are not current, as far as they can be told: those that its marker leaves,
   * and those that hold what is staged.
   */
  async leftovers(
    isRead: (version: number) => boolean,
    context: EffectContext,
  ): Promise<number[]> {
    const { staged, marker } = this;
    const held = staged
      ? await this.filter(
          this.enabledAfter(0).filter(
            ({ number, createdAt }) =>
              createdAt >= staged.since && !isRead(number),
          ),
          payload => holdsStaged(payload, staged.payload),
          context,
        )
      : [];
    const left = marker?.leaves?.filter(number => !isRead(number)) ?? [];
    return [...new Set([...left, ...held.map(({ number }) => number)])];
  }
}

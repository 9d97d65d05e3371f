import {
  DriftError,
  type EffectContext,
  type StorePath,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { KvEndpoints } from './kv/endpoints';
import { sameFields, type KvData } from './kv/fields';
import type { KvEngine } from './kv/KvEngine';

/** Destroys what consumers do not read any more. */
export class OldVersions {
  readonly #kv: KvEngine;
  readonly #endpoints: KvEndpoints;

  constructor(kv: KvEngine, endpoints: KvEndpoints) {
    this.#kv = kv;
    this.#endpoints = endpoints;
  }

  /**
   * Destroys versions, and with them every other old version that holds the same: a rollback that a crash hid from
   * the engine leaves one under a number that nobody knows. One request destroys them all, so no crash parts them.
   */
  async destroy(
    place: StorePath,
    asked: ReadonlyArray<number | undefined>,
    context: EffectContext,
  ): Promise<void> {
    const metadata = await this.#kv.readMetadata(
      this.#endpoints.metadata(place),
      context,
    );
    const current = metadata?.current;
    if (current !== undefined && asked.includes(current)) {
      throw new DriftError(
        'A version that was to be destroyed is the current one',
      );
    }
    const left = (metadata?.versions ?? []).filter(
      ({ version, destroyed }) => !destroyed && version !== current,
    );
    const wanted = left.filter(({ version }) => asked.includes(version));
    if (wanted.length === 0) {
      return;
    }
    const others = left.filter(
      ({ version, readable }) => readable && !asked.includes(version),
    );
    const copies = await this.#copies(
      place,
      { of: wanted, among: others },
      context,
    );
    await this.#kv.destroy(
      this.#endpoints.destroy(place),
      [...wanted.map(({ version }) => version), ...copies],
      context,
    );
  }

  async #copies(
    place: StorePath,
    versions: Record<'of' | 'among', ReadonlyArray<{ version: number }>>,
    context: EffectContext,
  ): Promise<number[]> {
    if (versions.among.length === 0) {
      return [];
    }
    const read = async (version: number): Promise<KvData | undefined> =>
      (await this.#kv.read(this.#endpoints.data(place), context, version))
        ?.data;
    const doomed: KvData[] = [];
    for (const { version } of versions.of) {
      const data = await read(version);
      if (data) doomed.push(data);
    }
    const copies: number[] = [];
    for (const { version } of versions.among) {
      const data = await read(version);
      if (data && doomed.some(it => sameFields(it, data))) copies.push(version);
    }
    return copies;
  }
}

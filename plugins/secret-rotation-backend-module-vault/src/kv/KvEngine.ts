import {
  formatRunMarker,
  RUN_MARKER_KEY,
  UnavailableError,
  type EffectContext,
  type RunMarker,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { CasMismatchError, type VaultClient } from '../client/VaultClient';
import { goDuration } from './duration';
import type { KvEndpoint } from './endpoints';
import type { KvData } from './fields';
import { metadataAnswer, toKvMetadata, type KvMetadata } from './KvMetadata';

/** One version's number, and its data while they can be read. */
export interface KvVersion {
  readonly version: number;
  readonly data?: KvData;
}

const dataAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullable(),
  metadata: z.object({ version: z.number().int() }),
});
const writeAnswer = z.object({ version: z.number().int() });
const configAnswer = z.object({
  max_versions: z.number().int(),
  delete_version_after: goDuration,
});
/** The calls of the KV v2 engine that a rotation needs, each one request. */
export class KvEngine {
  readonly #client: VaultClient;
  readonly #now: () => number;

  constructor(client: VaultClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  /** A version, the newest one without `version`; `undefined` when there never was one. */
  async read(
    data: KvEndpoint,
    context: EffectContext,
    version?: number,
  ): Promise<KvVersion | undefined> {
    const answer = await this.#client.read(
      data,
      context,
      version === undefined ? {} : { version: String(version) },
    );
    if (answer === undefined) {
      return undefined;
    }
    const read = expectShape(dataAnswer, answer);
    return { version: read.metadata.version, data: read.data ?? undefined };
  }

  /**
   * Writes a new version, if `cas` is the newest one.
   * @returns its number
   * @throws CasMismatchError when another version is the newest
   */
  async write(
    data: KvEndpoint,
    content: KvData,
    cas: number,
    context: EffectContext,
  ): Promise<number> {
    const answer = await this.#client.write(
      data,
      { options: { cas }, data: content },
      context,
    );
    return expectShape(writeAnswer, answer).version;
  }

  /** What is known of a path; `undefined` when it does not exist. */
  async readMetadata(
    metadata: KvEndpoint,
    context: EffectContext,
  ): Promise<KvMetadata | undefined> {
    const answer = await this.#client.read(metadata, context);
    if (answer === undefined) {
      return undefined;
    }
    return toKvMetadata(expectShape(metadataAnswer, answer), this.#now());
  }

  /** How a path of this mount keeps versions where it does not say so itself. Numbers as in {@link KvMetadata}. */
  async readConfig(
    config: KvEndpoint,
    context: EffectContext,
  ): Promise<Pick<KvMetadata, 'maxVersions' | 'lifeMs'>> {
    const read = expectShape(
      configAnswer,
      await this.#client.read(config, context),
    );
    return {
      maxVersions: read.max_versions,
      lifeMs: read.delete_version_after,
    };
  }

  /** Leaves a marker at a path. Other custom metadata stay. */
  async mark(
    metadata: KvEndpoint,
    marker: RunMarker,
    metadataVersion: number | undefined,
    context: EffectContext,
  ): Promise<void> {
    try {
      await this.#client.patch(
        metadata,
        {
          custom_metadata: { [RUN_MARKER_KEY]: formatRunMarker(marker) },
          ...(metadataVersion === undefined
            ? {}
            : { metadata_cas: metadataVersion }),
        },
        context,
      );
    } catch (error) {
      if (error instanceof CasMismatchError) {
        throw new UnavailableError(
          "The secret's metadata changed in this moment",
        );
      }
      throw error;
    }
  }

  /** Makes versions unreadable for good. */
  async destroy(
    destroy: KvEndpoint,
    versions: readonly number[],
    context: EffectContext,
  ): Promise<void> {
    await this.#client.write(destroy, { versions }, context);
  }

  /** Removes a path with all its versions and metadata. */
  async remove(metadata: KvEndpoint, context: EffectContext): Promise<void> {
    await this.#client.delete(metadata, context);
  }
}

function expectShape<T>(schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer);
  if (!read.success) {
    throw new UnavailableError(
      'The answer is not one of a KV engine of version 2',
    );
  }
  return read.data;
}

import {
  formatRunMarker,
  parseRunMarker,
  RUN_MARKER_KEY,
  UnavailableError,
  type EffectContext,
  type RunMarker,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { CasMismatchError, type VaultClient } from '../client/VaultClient';
import type { KvEndpoint } from './endpoints';
import type { KvData } from './fields';

/** One version's number, and its data while they can be read. */
export interface KvVersion {
  readonly version: number;
  readonly data?: KvData;
}

/** What the engine knows of a path's versions. */
export interface KvMetadata {
  /** The newest version's number, whether it can be read or not; 0 before the first. Compare-and-set compares it. */
  readonly latest: number;
  /** The newest version's number while it can be read: what consumers read. */
  readonly current?: number;
  readonly versions: ReadonlyArray<{
    readonly version: number;
    readonly createdAt: Date;
    readonly readable: boolean;
    readonly destroyed: boolean;
  }>;
  /** How many versions the path keeps; 0 where the mount decides. */
  readonly maxVersions: number;
  readonly marker?: RunMarker;
  /** Whether the custom metadata can take a marker. */
  readonly hasRoomForMarker: boolean;
  /** The number of the metadata itself, where the server (OpenBao) counts it: lets a late marker fail. */
  readonly metadataVersion?: number;
}

// The engine's own limit.
const MAX_CUSTOM_KEYS = 64;

const dataAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullable(),
  metadata: z.object({ version: z.number().int() }),
});
const writeAnswer = z.object({ version: z.number().int() });
const configAnswer = z.object({ max_versions: z.number().int() });
const metadataAnswer = z.object({
  current_version: z.number().int(),
  current_metadata_version: z.number().int().optional(),
  max_versions: z.number().int(),
  custom_metadata: z.record(z.string(), z.string()).nullish(),
  versions: z.record(
    z.string(),
    z.object({
      created_time: z.string(),
      deletion_time: z.string(),
      destroyed: z.boolean(),
    }),
  ),
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
    const read = expectShape(metadataAnswer, answer);
    const versions = Object.entries(read.versions)
      .map(([number, entry]) => ({
        version: Number(number),
        createdAt: new Date(entry.created_time),
        readable: !entry.destroyed && !this.#isPast(entry.deletion_time),
        destroyed: entry.destroyed,
      }))
      .sort((one, other) => one.version - other.version);
    const latest = read.current_version;
    const custom = read.custom_metadata ?? {};
    return {
      latest,
      current: versions.find(
        ({ version, readable }) => version === latest && readable,
      )?.version,
      versions,
      maxVersions: read.max_versions,
      marker: parseRunMarker(custom[RUN_MARKER_KEY]),
      hasRoomForMarker:
        RUN_MARKER_KEY in custom ||
        Object.keys(custom).length < MAX_CUSTOM_KEYS,
      metadataVersion: read.current_metadata_version,
    };
  }

  /** How many versions a path of this mount keeps, if it does not say so itself; 0 is the engine's own default. */
  async readMaxVersions(
    config: KvEndpoint,
    context: EffectContext,
  ): Promise<number> {
    const answer = await this.#client.read(config, context);
    return expectShape(configAnswer, answer).max_versions;
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

  // A path with delete_version_after has deletion times that lie ahead.
  #isPast(time: string): boolean {
    return time !== '' && Date.parse(time) <= this.#now();
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

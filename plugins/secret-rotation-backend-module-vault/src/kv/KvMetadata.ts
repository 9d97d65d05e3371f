import {
  parseRunMarker,
  RUN_MARKER_KEY,
  type RunMarker,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { z } from 'zod';
import { goDuration } from './duration';

/** What the engine knows of a path's versions. */
export interface KvMetadata {
  /** When the path was made. */
  readonly createdAt?: Date;
  /** The custom metadata, without a marker of ours. */
  readonly tags: Readonly<Record<string, string>>;
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
  /** After how many ms versions of this path become unreadable by themselves; 0 where the mount decides. */
  readonly lifeMs: number;
  readonly marker?: RunMarker;
  /** Whether the custom metadata can take a marker. */
  readonly hasRoomForMarker: boolean;
  /** The number of the metadata itself, where the server (OpenBao) counts it: lets a late marker fail. */
  readonly metadataVersion?: number;
}

// The engine's own limit.
const MAX_CUSTOM_KEYS = 64;

/** The answer of the engine. */
export const metadataAnswer = z.object({
  created_time: z.string().optional(),
  current_version: z.number().int(),
  current_metadata_version: z.number().int().optional(),
  max_versions: z.number().int(),
  delete_version_after: goDuration,
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

/** What an answer says at a time. */
export function toKvMetadata(
  read: z.infer<typeof metadataAnswer>,
  now: number,
): KvMetadata {
  const versions = Object.entries(read.versions)
    .map(([number, entry]) => ({
      version: Number(number),
      createdAt: new Date(entry.created_time),
      readable: !entry.destroyed && !isPast(entry.deletion_time, now),
      destroyed: entry.destroyed,
    }))
    .sort((one, other) => one.version - other.version);
  const latest = read.current_version;
  const custom = read.custom_metadata ?? {};
  const { [RUN_MARKER_KEY]: marker, ...tags } = custom;
  return {
    createdAt: read.created_time ? new Date(read.created_time) : undefined,
    tags,
    latest,
    current: versions.find(
      ({ version, readable }) => version === latest && readable,
    )?.version,
    versions,
    maxVersions: read.max_versions,
    lifeMs: read.delete_version_after,
    marker: parseRunMarker(marker),
    hasRoomForMarker:
      RUN_MARKER_KEY in custom || Object.keys(custom).length < MAX_CUSTOM_KEYS,
    metadataVersion: read.current_metadata_version,
  };
}

// A path with delete_version_after has deletion times that lie ahead.
function isPast(time: string, now: number): boolean {
  return time !== '' && Date.parse(time) <= now;
}

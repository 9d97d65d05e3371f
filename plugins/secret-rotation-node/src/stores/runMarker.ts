/** What a run did to a secret, kept in the secret's metadata so that a repeat finds it. @public */
export interface RunMarker {
  /** `R-12`. */
  readonly runId: string;
  /** What it did. */
  readonly did: 'promote' | 'restore';
  /** The number of the version that it made current. */
  readonly version: number;
  /** Versions that hold the run's new value and that nobody else knows of. They go with the staged copy. */
  readonly leaves?: readonly number[];
}

/** The one key that a store uses in metadata. It names the newest run alone, so that it does not grow. @public */
export const RUN_MARKER_KEY = 'keyturn-run';

/** `R-12 promote 7`, or `R-12 restore 9 leaves 7,8`. @public */
export function formatRunMarker(marker: RunMarker): string {
  const { runId, did, version, leaves = [] } = marker;
  const rest = leaves.length > 0 ? ` leaves ${leaves.join()}` : '';
  return `${runId} ${did} ${version}${rest}`;
}

/** `undefined` when there is none, or somebody wrote something else there. @public */
export function parseRunMarker(
  text: string | undefined,
): RunMarker | undefined {
  const [, runId, did, version, leaves] =
    /^(\S+) (promote|restore) (\d+)(?: leaves (\d+(?:,\d+)*))?$/.exec(
      text ?? '',
    ) ?? [];
  if (!runId || (did !== 'promote' && did !== 'restore')) {
    return undefined;
  }
  const marker = { runId, did, version: Number(version) } as const;
  return leaves ? { ...marker, leaves: leaves.split(',').map(Number) } : marker;
}

/** What a run did to a secret, kept in an annotation so that a repeat finds it. */
export interface RunMarker {
  readonly runId: string;
  readonly did: 'promote' | 'restore';
  /** The version that it made current. */
  readonly version: number;
  /** Versions that hold the run's new value and that nobody else knows of. They go with the staged copy. */
  readonly leaves: readonly number[];
}

/** The one annotation that Keyturn uses. It names the newest run alone, so that it does not grow. */
export const MARKER_KEY = 'keyturn-run';

/** `R-12 promote 7`, or `R-12 restore 9 leaves 7,8`. */
export function formatMarker(marker: RunMarker): string {
  const { runId, did, version, leaves } = marker;
  const rest = leaves.length > 0 ? ` leaves ${leaves.join()}` : '';
  return `${runId} ${did} ${version}${rest}`;
}

/** `undefined` when there is none, or somebody wrote something else there. */
export function parseMarker(text: string | undefined): RunMarker | undefined {
  const [, runId, did, version, leaves] =
    /^(\S+) (promote|restore) (\d+)(?: leaves ([\d,]+))?$/.exec(text ?? '') ??
    [];
  return runId && (did === 'promote' || did === 'restore')
    ? {
        runId,
        did,
        version: Number(version),
        leaves: leaves ? leaves.split(',').map(Number) : [],
      }
    : undefined;
}

/** What a run did to a path, kept in the path's custom metadata so that a repeat finds it. */
export interface RunMarker {
  readonly runId: string;
  readonly did: 'promote' | 'restore';
  /** The version that it wrote. */
  readonly version: number;
}

/** The one key that Keyturn uses in custom metadata. It names the newest run alone, so that it does not grow. */
export const MARKER_KEY = 'keyturn-run';

/** `R-12 promote 7`. */
export function formatMarker(marker: RunMarker): string {
  return `${marker.runId} ${marker.did} ${marker.version}`;
}

/** `undefined` when there is none, or somebody wrote something else there. */
export function parseMarker(text: string | undefined): RunMarker | undefined {
  const [, runId, did, version] =
    /^(\S+) (promote|restore) (\d+)$/.exec(text ?? '') ?? [];
  return runId && (did === 'promote' || did === 'restore')
    ? { runId, did, version: Number(version) }
    : undefined;
}

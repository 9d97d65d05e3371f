import {
  isOpen,
  type Run,
  type Version,
  type VersionState,
} from '@keyturn/backstage-plugin-secret-rotation-common';

/** A stretch of time in which a version had one state. Times in milliseconds. @internal */
export interface Segment {
  state: VersionState;
  start: number;
  end: number;
  /** Still to come. */
  planned?: boolean;
  /** The target accepts old and new in this time. */
  overlap?: boolean;
  /** It goes on beyond what is drawn. */
  ongoing?: boolean;
}

/** One version over time. @internal */
export interface Lane {
  number: number;
  role: 'new' | 'old' | 'foreign' | 'current' | 'older';
  segments: Segment[];
}

/** What the target accepts, from when to when. @internal */
export interface Acceptance {
  versions: number[];
  start: number;
  end: number;
  planned?: boolean;
}

/** Everything that the picture of the versions needs. @internal */
export interface LaneDrawing {
  start: number;
  end: number;
  now?: number;
  lanes: Lane[];
  acceptances: Acceptance[];
  overlap?: { start: number; end: number };
}

const SHOWN = 3;
const DAY = 24 * 60 * 60 * 1_000;

const time = (at: string) => new Date(at).getTime();

function windowOf(versions: Version[], run: Run | undefined, now: number) {
  if (!run) {
    const starts = versions.map(v => time(v.currentAt ?? v.createdAt));
    const start = Math.min(now - DAY, ...starts);
    return { start, end: now + (now - start) * 0.1 };
  }
  const begun = time(run.createdAt);
  const ended = run.closedAt ? time(run.closedAt) : now;
  const end = Math.max(ended, run.overlapEndsAt ? time(run.overlapEndsAt) : 0);
  const span = Math.max(end - begun, 10_000);
  return { start: begun - span * 0.2, end: end + span * 0.3 };
}

function overlapOf(
  run: Run | undefined,
  revokedAt: number | undefined,
  now: number,
) {
  if (!run?.overlapStartedAt) return undefined;
  const start = time(run.overlapStartedAt);
  const planned = run.overlapEndsAt ? time(run.overlapEndsAt) : undefined;
  const closed = run.closedAt ? time(run.closedAt) : undefined;
  // A plan that has run out ends nothing: until the old version is revoked, both are accepted.
  const end = revokedAt ?? closed ?? Math.max(planned ?? now, now);
  return { start, end: Math.max(start, end) };
}

/** Cuts what happened into states; what is still to come is cut off at now. */
function past(version: Version, now: number): Segment[] {
  const marks: [VersionState, string | undefined][] = [
    ['pending', version.createdAt],
    ['current', version.currentAt],
    ['previous', version.previousAt],
    ['current', version.backAt],
    ['revoked', version.revokedAt],
    ['destroyed', version.destroyedAt],
  ];
  // One that came back may have been replaced a second time.
  const known = marks
    .flatMap(([state, at]) => (at ? [{ state, start: time(at) }] : []))
    .sort((a, b) => a.start - b.start);
  return known.map((mark, index) => ({
    ...mark,
    end: known[index + 1]?.start ?? now,
    ongoing: index === known.length - 1,
  }));
}

function future(
  version: Version,
  run: Run | undefined,
  edges: { now: number; end: number; overlapEnd?: number },
): Segment[] {
  const { now, end, overlapEnd } = edges;
  const follows =
    run !== undefined && isOpen(run.state) && run.direction === 'forward';
  if (!follows || now >= end) return [];
  if (version.state === 'current' && version.number === run.newVersion)
    return [{ state: 'current', start: now, end, planned: true }];
  if (version.state !== 'previous' || version.number !== run.oldVersion)
    return [];
  const until = Math.max(now, overlapEnd ?? now);
  return [
    { state: 'previous', start: now, end: until, planned: true },
    { state: 'revoked', start: until, end, planned: true },
  ];
}

function clip<T extends { start: number; end: number }>(
  parts: T[],
  start: number,
  end: number,
): T[] {
  return parts
    .map(part => ({
      ...part,
      start: Math.max(part.start, start),
      end: Math.min(part.end, end),
    }))
    .filter(part => part.end > part.start);
}

function roleOf(version: Version, run: Run | undefined): Lane['role'] {
  if (run?.newVersion === version.number) return 'new';
  if (run?.oldVersion === version.number) return 'old';
  if (version.outOfBandAt !== undefined) return 'foreign';
  return version.state === 'current' ? 'current' : 'older';
}

function acceptancesOf(
  run: Run | undefined,
  edges: { start: number; end: number; now: number },
  overlap: LaneDrawing['overlap'],
): Acceptance[] {
  const { oldVersion, newVersion } = run ?? {};
  if (!run || !overlap || oldVersion === undefined || newVersion === undefined)
    return [];
  const closed = !isOpen(run.state);
  const remaining = run.direction === 'rollback' ? oldVersion : newVersion;
  const both = [oldVersion, newVersion];
  const split = Math.min(Math.max(edges.now, overlap.start), overlap.end);
  const parts: Acceptance[] = closed
    ? [
        { versions: both, ...overlap },
        { versions: [remaining], start: overlap.end, end: edges.end },
      ]
    : [
        { versions: both, start: overlap.start, end: split },
        { versions: both, start: split, end: overlap.end, planned: true },
        {
          versions: [remaining],
          start: overlap.end,
          end: edges.end,
          planned: overlap.end >= edges.now,
        },
      ];
  return [
    { versions: [oldVersion], start: edges.start, end: overlap.start },
    ...parts,
  ];
}

/** Marks the part of a segment in which old and new are both accepted: only that part is hatched. */
function cutAtOverlap(
  segment: Segment,
  overlap: { start: number; end: number } | undefined,
): Segment[] {
  const canOverlap =
    segment.state === 'current' || segment.state === 'previous';
  if (!overlap || segment.planned || !canOverlap) return [segment];
  // Activate proves the new version moments before the overlap is said to begin.
  const isWithin =
    segment.start >= overlap.start - 1_000 && segment.start < overlap.end;
  if (!isWithin || segment.end <= overlap.end)
    return [{ ...segment, overlap: isWithin }];
  return [
    { ...segment, end: overlap.end, overlap: true, ongoing: false },
    { ...segment, start: overlap.end, overlap: false },
  ];
}

/** Lays the versions of a secret out over the time of a run. @internal */
export function drawLanes(
  versions: Version[],
  run: Run | undefined,
  now: number,
): LaneDrawing {
  const shown = versions.slice(0, SHOWN);
  const { start, end } = windowOf(shown, run, now);
  const isLive = run === undefined || isOpen(run.state);
  const old = versions.find(v => v.number === run?.oldVersion);
  const overlap = overlapOf(
    run,
    old?.revokedAt ? time(old.revokedAt) : undefined,
    now,
  );
  const reach = Math.min(isLive ? now : end, end);
  return {
    start,
    end,
    now: isLive && now < end ? now : undefined,
    overlap,
    lanes: shown.map(version => ({
      number: version.number,
      role: roleOf(version, run),
      segments: clip(
        [
          ...past(version, reach),
          ...future(version, run, { now, end, overlapEnd: overlap?.end }),
        ],
        start,
        end,
      ).flatMap(segment => cutAtOverlap(segment, overlap)),
    })),
    acceptances: clip(
      acceptancesOf(run, { start, end, now }, overlap),
      start,
      end,
    ),
  };
}

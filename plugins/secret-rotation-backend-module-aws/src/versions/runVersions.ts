import type { StagePlace } from '@keyturn/backstage-plugin-secret-rotation-node';
import { createHash } from 'node:crypto';

/** What consumers read. Secrets Manager never lets it be removed, only moved. */
export const CURRENT = 'AWSCURRENT';
/** Where {@link CURRENT} was before: Secrets Manager moves it by itself. */
export const PREVIOUS = 'AWSPREVIOUS';
/** AWS's own sign that a rotation is under way: `RotateSecret` refuses while it stands on another version. */
export const PENDING = 'AWSPENDING';

/** One version that a run wrote. */
export interface RunVersion {
  readonly did: 'stage' | 'restore';
  readonly epoch: number;
  /** Counts the versions that one epoch wrote. */
  readonly attempt: number;
}

/**
 * The id under which a run writes a version. It is the request's token, so that a repeat of the request finds what it
 * wrote; it names the run, so that a promotion is known as the run's own without any mark beside it.
 */
export function versionIdOf(place: StagePlace, version: RunVersion): string {
  const { did, epoch, attempt } = version;
  const readable = `keyturn-${place.runId}-${did}-${epoch}-${attempt}`;
  const digest = createHash('sha256').update(`${place.path}\n${readable}`);
  // AWS wants 32 to 64 signs.
  return `${readable}-${digest.digest('hex').slice(0, 20)}`;
}

/**
 * The id of the version that AWS makes when a run has it rotate: the token of the request. A repeat of the request goes
 * on with the same rotation.
 */
export function rotationTokenOf({ path, runId }: StagePlace): string {
  const readable = `keyturn-${runId}-rotate`;
  const digest = createHash('sha256').update(`${path}\n${readable}`);
  return `${readable}-${digest.digest('hex').slice(0, 32)}`;
}

/** What the run did to write the version; `undefined` when it is not the run's. */
export function runVersionOf(
  versionId: string,
  place: StagePlace,
): RunVersion | undefined {
  const found = parse(versionId);
  return found && versionIdOf(place, found.version) === versionId
    ? found.version
    : undefined;
}

/** Whether some run wrote the version. */
export function isOfSomeRun(versionId: string): boolean {
  return parse(versionId) !== undefined;
}

function parse(versionId: string): { version: RunVersion } | undefined {
  const [, did, epoch, attempt] =
    /^keyturn-.+-(stage|restore)-(\d+)-(\d+)-[0-9a-f]{20}$/.exec(versionId) ??
    [];
  return did === 'stage' || did === 'restore'
    ? { version: { did, epoch: Number(epoch), attempt: Number(attempt) } }
    : undefined;
}

/** The staged value of a run, as its label tells of it. */
export interface StageLabel {
  readonly epoch: number;
  /** The version that was current when it was staged: its other keys are in the staged value. */
  readonly base: string;
}

/**
 * Marks the staged value. Every epoch has a label of its own, so that a late request of an older worker takes nothing
 * from a newer one.
 */
export function stageLabel(runId: string, label: StageLabel): string {
  return `keyturn/${runId}/stage/${label.epoch}/${label.base}`;
}

/** `undefined`: no stage label of the run. */
export function parseStageLabel(
  text: string,
  runId: string,
): StageLabel | undefined {
  const [, run, epoch, base] =
    /^keyturn\/([^/]+)\/stage\/(\d+)\/(.+)$/.exec(text) ?? [];
  return run === runId && base ? { epoch: Number(epoch), base } : undefined;
}

/** Marks the version that a rollback wrote, until it is current. */
export function restoreLabel(runId: string, version: string): string {
  return `keyturn/${runId}/restore/${version}`;
}

/** Marks the version that was current before, so that AWS keeps it as long as the run may go back to it. */
export function keepLabel(runId: string): string {
  return `keyturn/${runId}/keep`;
}

/** Which of a run's labels a text is, if one. */
export function labelKind(
  text: string,
  runId: string,
): 'stage' | 'restore' | 'keep' | undefined {
  const [, run, kind] =
    /^keyturn\/([^/]+)\/(stage|restore|keep)(\/|$)/.exec(text) ?? [];
  return run === runId &&
    (kind === 'stage' || kind === 'restore' || kind === 'keep')
    ? kind
    : undefined;
}

/** Whether a label says that its version has not been current yet. */
export function isWaitingLabel(text: string): boolean {
  return text === PENDING || /^keyturn\/[^/]+\/(stage|restore)\//.test(text);
}

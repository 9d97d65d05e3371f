import {
  STEPS,
  type RunCause,
  type RunDirection,
  type RunKind,
  type RunState,
  type StepName,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Drift } from './drift';

/** Where a run is: which way it goes, at which step, in which wave (from 1). */
export interface Position {
  readonly direction: RunDirection;
  readonly step: StepName;
  readonly wave: number;
}

/** Where a run is, without the rest of it. */
export function positionOf({ direction, step, wave }: Position): Position {
  return { direction, step, wave };
}

/** How a run will end if nothing else happens. */
export type Ending = Extract<
  RunState,
  'succeeded' | 'rolled-back' | 'cancelled'
>;

/**
 * The two ways through the workflow.
 *
 * Forward: until `activate` nothing that anybody uses has changed, so the run may simply be cancelled. From the end of
 * `activate` to the start of `revoke` both versions work, so the run may turn back. `revoke` is the point of no return.
 *
 * Rollback: `preflight` looks at what the store holds now and that the old version is still accepted; `promote` writes
 * the old version anew; the rest is the same gated way, with the roles of old and new changed. Nothing is revoked
 * before every consumer attested the restored version, so a deaf consumer leaves the run blocked with both valid.
 */
export const PATHS: Readonly<Record<RunDirection, readonly StepName[]>> = {
  forward: STEPS,
  rollback: [
    'preflight',
    'promote',
    'reload',
    'monitor',
    'verify',
    'revoke',
    'destroy',
    'record',
    'schedule',
  ],
};

/** The first position of every run. */
export const START: Position = {
  direction: 'forward',
  step: 'preflight',
  wave: 1,
};

/**
 * The steps that change something outside after `stage`. Their intent is committed before their effect. `stage` needs
 * none: it writes beside what consumers read, under the run's own name, and the claim says that the run is at work.
 */
const NEEDS_INTENT: ReadonlySet<StepName> = new Set([
  'activate',
  'promote',
  'reload',
  'revoke',
  'destroy',
]);

/** Whether the intent to do this step must be committed before the step acts. */
export function needsIntent(step: StepName): boolean {
  return NEEDS_INTENT.has(step);
}

/** The position after a finished step, or `end` after the last. */
export function following(at: Position, waves: number): Position | 'end' {
  if (at.step === 'monitor' && at.wave < waves) {
    return { ...at, step: 'reload', wave: at.wave + 1 };
  }
  const path = PATHS[at.direction];
  const step = path[path.indexOf(at.step) + 1];
  if (step === undefined) return 'end';
  // Waves count reload and monitor alone; what comes after them has no wave of its own.
  const wave = step === 'reload' || step === 'monitor' ? at.wave : 1;
  return { direction: at.direction, step, wave };
}

function isBefore(step: StepName, other: StepName): boolean {
  return PATHS.forward.indexOf(step) < PATHS.forward.indexOf(other);
}

/** What a run knows of the version that it replaces. */
export interface Journey extends Position {
  readonly kind: RunKind;
  readonly cause: RunCause;
  readonly pins: {
    readonly plan?: {
      readonly oldVersion?: number;
      readonly oneWay?: boolean;
      readonly manual?: boolean;
      readonly made?: number;
    };
    readonly drift?: Pick<Drift, 'replaceable'>;
  };
}

/**
 * Whether nothing that anybody uses has changed, so that the run may simply end. What a person is only asked to change
 * is not changed yet.
 */
export function mayCancel({
  direction,
  step,
  pins,
}: Pick<Journey, 'direction' | 'step' | 'pins'>): boolean {
  const first = pins.plan?.manual ? 'promote' : 'activate';
  return direction === 'forward' && isBefore(step, first);
}

/**
 * Whether there is a version to go back to: a repair's is refused already, a first version has none before it, and what
 * the secrets manager has rotated itself, or a target with a single slot has overwritten, nobody sets back.
 */
export function hasWayBack({
  kind,
  pins,
}: Pick<Journey, 'kind' | 'pins'>): boolean {
  return (
    kind === 'rotate' &&
    pins.plan?.oldVersion !== undefined &&
    !pins.plan.oneWay
  );
}

/** Whether the run may still turn back. */
export function mayRollBack(at: Omit<Journey, 'cause'>): boolean {
  return (
    hasWayBack(at) &&
    at.direction === 'forward' &&
    !isBefore(at.step, 'activate') &&
    isBefore(at.step, 'revoke')
  );
}

/**
 * Whether the policy may turn the run back without a person: never over a version that a person adopted, nor to one that
 * somebody else may have.
 */
export function mayTurnBack(at: Journey): boolean {
  return (
    mayRollBack(at) &&
    at.pins.plan?.made === undefined &&
    at.cause !== 'compromised'
  );
}

/**
 * Whether somebody else's version may take the place of the run's own: while nothing was refused yet, every consumer
 * can still be led to it.
 */
export function mayAdopt(at: Journey): boolean {
  return (
    at.pins.drift !== undefined && !mayCancel(at) && isBefore(at.step, 'revoke')
  );
}

/** Whether somebody else's version may be replaced: forward by what is staged, in a rollback by the old version. */
export function mayRetry(at: Journey): boolean {
  const isBeforeReload = !['reload', 'monitor', 'verify'].includes(at.step);
  return mayAdopt(at) && isBeforeReload && at.pins.drift?.replaceable === true;
}

/**
 * Whether nobody can take it back any more: revoke has begun, or the secrets manager may have been asked to rotate, or a
 * person has written the new version, or a target with a single slot may refuse the old one.
 */
export function isPastNoReturn({
  pins,
  ...at
}: Pick<Journey, keyof Position | 'pins'>): boolean {
  return (
    at.direction === 'forward' && !isBefore(at.step, pointOfNoReturn(pins))
  );
}

/** The first step from which there is no way back. */
function pointOfNoReturn({ plan }: Journey['pins']): StepName {
  if (plan?.manual) return 'promote';
  return plan?.oneWay ? 'activate' : 'revoke';
}

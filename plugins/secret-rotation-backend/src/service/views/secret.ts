import type {
  Action,
  Secret,
  Turn,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { RotationConfiguration } from '../../configuration';
import type { SecretWithRun } from '../../ledger/operations/listSecrets';
import type { RunRow, SecretRow } from '../../ledger/rows';
import { describeWindow, dueState, isScheduled } from '../../workflow/due';
import { instant } from './instant';
import { runView } from './run';
import { decisionsOf, turnOfRun, type Present } from './runTurn';

/** A secret in a list. */
export function secretView(
  { secret, openRun, badge, changedOutOfBandAt }: SecretWithRun,
  configuration: RotationConfiguration,
  present: Present,
): Secret {
  const { now } = present;
  const policy = configuration.policies.get(secret.policy);
  return {
    entityRef: secret.entityRef,
    namespace: secret.namespace,
    name: secret.name,
    title: secret.title,
    owner: secret.owner,
    system: secret.system,
    store: secret.store || undefined,
    rotator: secret.rotator || undefined,
    policy: policy && {
      name: policy.name,
      everySeconds:
        policy.everyMs === undefined
          ? undefined
          : Math.round(policy.everyMs / 1000),
      calendar:
        policy.calendar &&
        `${policy.calendar.cron} (${policy.calendar.timeZone})`,
      window: policy.window && describeWindow(policy.window),
      overlapSeconds: Math.round(policy.overlapMs / 1000),
      soakSeconds: Math.round(policy.soakMs / 1000),
    },
    binding: secret.binding,
    bindingDigest: secret.bindingHash,
    problem: secret.problem,
    due: dueState(secret, policy !== undefined && isScheduled(policy), now),
    badge,
    rotatedAt: instant(secret.rotatedAt),
    dueAt: instant(secret.dueAt),
    dueBecause: dueWords(secret),
    currentVersion: secret.currentVersion,
    changedOutOfBandAt: instant(changedOutOfBandAt),
    consumerCount: secret.consumerCount,
    openRun: openRun && runView(openRun, secret.entityRef, present),
    turn: openRun
      ? turnOfRun(openRun, present)
      : turnOfBinding(secret, configuration, now),
    actions: actionsOf(secret, openRun),
  };
}

/** Why the due date, and why the schedule starts later than that. */
function dueWords({ dueBecause, dispatchBecause }: SecretRow) {
  return dueBecause && dispatchBecause
    ? `${dueBecause}. ${dispatchBecause}`
    : dueBecause;
}

/** What is due and may not start yet waits for Keyturn, not for a person; a person may start it all the same. */
function turnOfSchedule(secret: SecretRow, now: number): Turn {
  const { dueAt, dispatchAt, dispatchBecause } = secret;
  return dueAt !== undefined &&
    dueAt <= now &&
    dispatchAt !== undefined &&
    dispatchAt > now
    ? { who: 'keyturn', until: instant(dispatchAt), cause: dispatchBecause }
    : { who: 'nobody' };
}

function turnOfBinding(
  secret: SecretRow,
  configuration: RotationConfiguration,
  now: number,
): Turn {
  switch (secret.binding) {
    case 'enrolled':
      return turnOfSchedule(secret, now);
    case 'misconfigured':
    case 'conflicting':
      return {
        who: 'person',
        owner: secret.owner ?? configuration.fallbackOwner,
        question: secret.problem?.message,
      };
    default:
      return {
        who: 'person',
        owner: configuration.fallbackOwner,
        question: secret.problem?.message,
      };
  }
}

function actionsOf(secret: SecretRow, openRun: RunRow | undefined): Action[] {
  if (openRun) return decisionsOf(openRun);
  if (secret.binding === 'enrolled') return ['plan', 'start'];
  const movable = secret.problem?.code === 'claimed-by-parked';
  return secret.binding === 'unenrolled' || movable ? ['enrol'] : [];
}

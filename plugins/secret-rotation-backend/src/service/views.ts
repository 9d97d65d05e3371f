import {
  runLabel,
  type Action,
  type Attempt,
  type Consumer,
  type Decision,
  type Run,
  type RunConsumer,
  type RunEvent,
  type Secret,
  type Turn,
  type Version,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { RotationConfiguration } from '../configuration';
import type { SecretWithRun } from '../ledger/operations/listSecrets';
import type {
  AuditRow,
  ConsumerRow,
  RunRow,
  SecretRow,
  StepRow,
  TurnRow,
  VersionRow,
} from '../ledger/rows';
import {
  attestedVersion,
  evidenceOf,
  findingOf,
  healthOf,
  type ConsumerState,
} from '../workflow/consumer';
import { describeWindow, dueState, isScheduled } from '../workflow/due';
import { isPastNoReturn } from '../workflow/position';
import { possibleDecisions } from '../workflow/transition';
import {
  shownState,
  standsStill,
  whoseTurn,
  type Candidate,
} from '../workflow/turn';

/** The ledger's rows as the API shows them. Pure. No value, no store path, no address is ever in a row. */

/** A point in time as the API writes it. */
export function instant(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

const CONSEQUENCES: Readonly<Record<Decision, string>> = {
  adopt:
    'The version that is current in the store stays. Consumers are led to it, and when each has proven it, every other version that this run deals with is refused and removed.',
  retry:
    'The version that somebody else wrote is replaced, if it is still there, and the run goes on. At the end it is refused and removed with the old one.',
  release:
    'The run goes on without these consumers. If one of them still runs, it stops working when the other version is refused.',
  recheck: 'Keyturn looks again now. Nothing else changes.',
  rollback:
    'Consumers go back to the old version, and when each has proven it, the new one is refused.',
  cancel:
    'The run ends. What it staged is removed; nothing that is used has changed.',
};

function decisionsOf(run: RunRow) {
  const isOpen = run.closedAt === undefined;
  if (!isOpen || run.decision) return [];
  return possibleDecisions(run, standsStill(run), run.turn?.about);
}

/** The present as views see it. */
export interface Present {
  readonly now: number;
  /** The workers that live. */
  readonly workers: readonly Candidate[];
}

/** Whose turn a run is. */
function turnOfRun(run: RunRow, { now, workers }: Present): Turn {
  const turn = whoseTurn(run, now, workers);
  if (turn.who === 'nobody') return turn;
  const matter = standsStill(run) ? matterOf(run.turn) : {};
  if (turn.who === 'keyturn')
    return { ...turn, until: instant(turn.until), ...matter };
  return {
    ...turn,
    ...matter,
    choices: decisionsOf(run).map(decision => ({
      decision,
      consequence: CONSEQUENCES[decision],
    })),
  };
}

function matterOf(
  turn: TurnRow | undefined,
): Pick<Turn, 'about' | 'consumers'> {
  return {
    about: turn?.about,
    consumers: turn?.consumers && [...turn.consumers],
  };
}

/** A run. */
export function runView(run: RunRow, secretRef: string, present: Present): Run {
  const { plan } = run.pins;
  const overlapEnds =
    run.overlapFrom === undefined
      ? undefined
      : run.overlapFrom + run.policy.overlapMs;
  return {
    id: run.id,
    label: runLabel(run.id),
    secretRef,
    kind: run.kind,
    direction: run.direction,
    state: shownState(run),
    step: run.step,
    wave: run.wave,
    waves: run.waves,
    trigger: run.trigger,
    reason: run.reason,
    requestedBy: run.requestedBy,
    oldVersion: plan?.oldVersion,
    newVersion: plan?.newVersion,
    createdAt: new Date(run.createdAt).toISOString(),
    closedAt: instant(run.closedAt),
    overlapStartedAt: instant(run.overlapFrom),
    overlapEndsAt: instant(overlapEnds),
    pastNoReturn: isPastNoReturn(run),
    result: run.result,
    turn: turnOfRun(run, present),
    actions: decisionsOf(run),
  };
}

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

/** A version. */
export function versionView(row: VersionRow): Version {
  return {
    number: row.number,
    state: row.state,
    account: row.account,
    createdAt: new Date(row.createdAt).toISOString(),
    currentAt: instant(row.currentAt),
    previousAt: instant(row.previousAt),
    revokedAt: instant(row.revokedAt),
    destroyedAt: instant(row.destroyedAt),
    outOfBandAt: instant(row.outOfBandAt),
  };
}

/** A consumer as the catalog has it. */
export function consumerView(
  row: ConsumerRow,
  configuration: RotationConfiguration,
): Consumer {
  const entry =
    row.entry === undefined
      ? undefined
      : configuration.consumers.get(row.entry);
  return {
    entityRef: row.entityRef,
    title: row.title ?? row.name,
    owner: row.owner,
    lifecycle: row.lifecycle,
    provable: entry?.adapter.attests ?? false,
    problem: entry ? undefined : consumerProblem(row, configuration),
  };
}

function consumerProblem(
  row: ConsumerRow,
  configuration: RotationConfiguration,
) {
  if (row.entry === undefined) {
    return {
      code: 'no-consumer-entry',
      message:
        'It has no means of attestation, so it would hold up every rotation',
      fix: 'Annotate it with keyturn.dev/consumer and the name of a consumer entry',
    };
  }
  return {
    code: 'unknown-consumer-entry',
    message: `Its annotation keyturn.dev/consumer names "${
      row.entry
    }". This portal knows ${
      [...configuration.consumers.keys()].sort().join(', ') || 'none'
    }`,
    fix: 'Correct the name, or ask the platform team to configure the entry',
  };
}

/** What a run knows of a consumer. */
export function runConsumerView(state: ConsumerState): RunConsumer {
  return {
    entityRef: state.entityRef,
    title: state.title,
    owner: state.owner,
    wave: state.wave,
    wanted: state.wanted,
    attested: attestedVersion(state),
    strength: evidenceOf(state),
    evidence: state.source,
    observedAt: instant(state.observedAt),
    toldAt: instant(state.toldAt),
    health: healthOf(state),
    finding: findingOf(state),
    vanished: state.vanished,
    released: state.released,
    repairs: state.repairs,
    instances: state.instances.map(each => ({
      id: each.id,
      version: each.version,
      since: instant(each.since),
      startedAt: instant(each.startedAt),
      observedAt: instant(each.observedAt),
      strength: each.strength,
      health: each.health,
      finding: each.finding,
    })),
  };
}

/** How far a step came. */
export function attemptView(row: StepRow): Attempt {
  return {
    step: row.step,
    direction: row.direction,
    wave:
      row.step === 'reload' || row.step === 'monitor' ? row.wave : undefined,
    state: row.state,
    startedAt: new Date(row.startedAt).toISOString(),
    endedAt: instant(row.endedAt),
    evidence: [...row.evidence],
  };
}

/** A record of the audit trail. */
export function eventView(row: AuditRow): RunEvent {
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    action: row.action,
    actor: row.actor,
    step: row.step,
    detail: { ...row.detail },
  };
}

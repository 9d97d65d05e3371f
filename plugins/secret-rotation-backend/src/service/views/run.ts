import {
  runLabel,
  type Attempt,
  type Run,
  type RunEvent,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { AuditRow, RunRow, StepRow } from '../../ledger/rows';
import { isPastNoReturn } from '../../workflow/position';
import { shownState } from '../../workflow/turn';
import { instant } from './instant';
import { decisionsOf, turnOfRun, type Present } from './runTurn';

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
    cause: run.cause,
    reason: run.reason,
    requestedBy: run.requestedBy,
    oldVersion: plan?.oldVersion,
    newVersion: plan?.newVersion,
    createdAt: new Date(run.createdAt).toISOString(),
    closedAt: instant(run.closedAt),
    overlapStartedAt: instant(run.overlapFrom),
    overlapEndsAt: instant(overlapEnds),
    convergenceSeconds: convergenceSeconds(run),
    pastNoReturn: isPastNoReturn(run),
    result: run.result,
    turn: turnOfRun(run, present),
    actions: decisionsOf(run),
  };
}

/** What was measured on the way forward says nothing of a rollback. */
function convergenceSeconds({ direction, convergenceMs }: RunRow) {
  return direction === 'rollback' || convergenceMs === undefined
    ? undefined
    : convergenceMs / 1000;
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

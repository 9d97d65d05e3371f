import { ConflictError } from '@backstage/errors';
import {
  isOpen,
  runLabel,
  type Decision,
  type Run,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import type { Caller, RotationService } from '../api/RotationService';
import type { PendingDecision, RunRow } from '../ledger/rows';
import { hasWayBack } from '../workflow/position';
import type { LedgerLookup } from './LedgerLookup';
import type { ServiceOptions } from './ServiceOptions';
import { runView } from './views';

/** The verbs by which a person decides about a run. The worker obeys at its next commit. */
export function decisionVerbs(
  options: ServiceOptions,
  lookup: LedgerLookup,
): Pick<
  RotationService,
  | 'cancelRun'
  | 'rollbackRun'
  | 'recheckRun'
  | 'completeRun'
  | 'adoptRun'
  | 'retryRun'
  | 'releaseRun'
> {
  async function decide(
    id: number,
    kind: Decision,
    caller: Caller,
    reason: string,
    about: Pick<PendingDecision, 'consumers' | 'task'> = {},
  ): Promise<Run> {
    const { ledger, clock, wake, onChange } = options;
    const { entityRef } = await lookup.secretOfRun(id);
    const at = await clock.sync();
    const result = await ledger.recordDecision(
      id,
      { kind, actor: caller.actor, reason, at, ...about },
      entityRef,
    );
    if (result.kind === 'impossible') {
      throw new ConflictError(whyImpossible(kind, result.run));
    }
    onChange({ secretId: result.run.secretId, runId: id });
    wake();
    return runView(result.run, entityRef, await lookup.present());
  }
  return {
    cancelRun: (id, caller, reason) => decide(id, 'cancel', caller, reason),
    rollbackRun: (id, caller, reason) => decide(id, 'rollback', caller, reason),
    recheckRun: (id, caller, reason) => decide(id, 'recheck', caller, reason),
    completeRun: (id, caller, { reason, ...task }) =>
      decide(id, 'complete', caller, reason, { task }),
    adoptRun: (id, caller, reason) => decide(id, 'adopt', caller, reason),
    retryRun: (id, caller, reason) => decide(id, 'retry', caller, reason),
    releaseRun: (id, caller, { reason, consumers }) =>
      decide(id, 'release', caller, reason, { consumers }),
  };
}

function whyImpossible(kind: Decision, run: RunRow): string {
  const label = runLabel(run.id);
  if (!isOpen(run.state)) return `${label} is over: ${run.state}`;
  if (run.decision) return `${label} is about to ${run.decision.kind} already`;
  switch (kind) {
    case 'recheck':
      return `${label} is at work, there is nothing to wake`;
    case 'complete':
      return run.turn?.about === 'task'
        ? `${label} asks for another task now. Look at it first`
        : `${label} asks for no task`;
    case 'adopt':
      return `${label} does not ask about a version that it could adopt`;
    case 'retry':
      return `${label} does not ask about a version that it could replace`;
    case 'release':
      return `${label} is not held up by these consumers, or they have not vanished. Look at it first`;
    case 'cancel':
      return `${label} has begun ${run.step}, so it cannot simply end. Roll it back`;
    default:
      if (run.direction === 'rollback') return `${label} is going back already`;
      return run.pins.plan && !hasWayBack(run)
        ? `${label} has no old version that works, so there is no way back`
        : `${label} is at ${run.step}, from where there is no way back`;
  }
}

import type { Completion, PendingDecision, Pins, RunRow } from '../ledger/rows';
import { hasAttested } from '../workflow/consumer';
import { driftAfter } from '../workflow/drift';
import type { Ending, Position } from '../workflow/position';
import type { Rules } from '../workflow/rules';
import { stepKey, type UncommittedRows } from './UncommittedRows';

/** Why a run left the way that it went, by how it is to end now. */
const WHY_LEFT: Readonly<Record<Ending, string>> = {
  succeeded: 'Left because another version was adopted',
  'rolled-back': 'Left for the rollback',
  cancelled: 'Left because the run was cancelled',
};

/** The run that a decision is about, as its worker sees it. */
export interface Decidable {
  /** The run as it would be without the decision. */
  readonly planned: RunRow;
  /** Where the ledger says that it is. */
  readonly committed: Position;
  /** Changed by what the decision does to steps and consumers. */
  readonly rows: UncommittedRows;
  readonly rules: Pick<Rules, 'decide'>;
  readonly now: number;
}

/**
 * Carries a person's decision out.
 * @returns the run as it goes on, `undefined` when the decision came too late
 */
export function carryOut(
  decision: PendingDecision,
  { planned, committed, rows, rules, now }: Decidable,
): RunRow | undefined {
  const isOver = planned.closedAt !== undefined;
  // What is only intended has not begun: where the ledger says that the run is decides what is still possible.
  const from = decision.kind === 'recheck' ? planned : committed;
  const next = isOver
    ? undefined
    : rules.decide({ ...planned, ...from }, decision.kind);
  if (next?.to !== 'step') return undefined;
  if (decision.kind === 'recheck') beginAnew(rows);
  if (decision.kind === 'release') release(rows, decision.consumers ?? []);
  if (next.at.direction !== from.direction)
    leave(rows, WHY_LEFT[next.ending ?? 'rolled-back'], now);
  // Looking again starts the step's patience anew.
  const known = rows.steps.get(stepKey(next.at));
  if (known) rows.steps.put({ ...known, state: 'running', startedAt: now });
  return {
    ...planned,
    ...next.at,
    pins: {
      ...planned.pins,
      drift: driftAfter(planned.pins.drift, decision.kind),
      ...wordOf(decision, planned.pins, from),
    },
    ending: next.ending ?? planned.ending,
    state: 'running',
    tries: 0,
    turn: undefined,
    decision: undefined,
  };
}

/** What is kept of a person's word: what a consumer uses, that nobody does, or that the task of the step is done. */
function wordOf(
  decision: PendingDecision,
  { completed, confirmed }: Pins,
  { step }: Position,
): Pick<Pins, 'completed' | 'confirmed' | 'unused'> {
  if (decision.kind === 'release' && decision.consumers?.length === 0)
    return { unused: decision.actor };
  if (decision.kind !== 'complete') return {};
  const confirms = decision.task?.confirms;
  if (!confirms)
    return { completed: { ...completed, [step]: completionOf(decision) } };
  const { actor, at } = decision;
  const uses = confirms.consumers.map(
    ref => [ref, { actor, at, version: confirms.version }] as const,
  );
  return { confirmed: { ...confirmed, ...Object.fromEntries(uses) } };
}

function completionOf({ actor, task = {} }: PendingDecision): Completion {
  const { version, writes, sawForeign } = task;
  return { actor, version, writes, sawForeign };
}

/** Closes what the run had begun on the way that it leaves: nobody takes it up again. */
function leave(rows: UncommittedRows, why: string, now: number): void {
  for (const step of rows.steps.all) {
    if (step.endedAt !== undefined) continue;
    rows.steps.put({
      ...step,
      state: 'failed',
      endedAt: now,
      evidence: [...step.evidence, why],
    });
  }
}

/**
 * After a person mended something every consumer gets its patience and its repairs again, and whoever has not proven
 * the version yet is told again.
 */
function beginAnew(rows: UncommittedRows): void {
  for (const consumer of rows.consumers.all) {
    rows.consumers.put({
      ...consumer,
      toldAt: hasAttested(consumer) ? consumer.toldAt : undefined,
      illSince: undefined,
      repairs: 0,
    });
  }
}

/** Only who is still known to have vanished is let go: one that came back uses the secret. */
function release(rows: UncommittedRows, refs: readonly string[]): void {
  for (const consumer of rows.consumers.all) {
    if (consumer.vanished && refs.includes(consumer.entityRef))
      rows.consumers.put({ ...consumer, released: true });
  }
}

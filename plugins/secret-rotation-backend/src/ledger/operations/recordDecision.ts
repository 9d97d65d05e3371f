import type { Knex } from 'knex';
import {
  isOpen,
  type Confirmation,
} from '@keyturn/backstage-plugin-secret-rotation-common';
import { possibleDecisions } from '../../workflow/transition';
import { standsStill } from '../../workflow/turn';
import { runRows, type DbRow } from '../columns';
import type { PendingDecision, RunRow } from '../rows';
import { appendAudit } from './appendAudit';

/** What became of a person's decision. */
export type Decided =
  | { readonly kind: 'recorded'; readonly run: RunRow }
  | { readonly kind: 'impossible'; readonly run: RunRow };

/**
 * Writes down a decision for the worker to carry out at its next commit. A run that stands still becomes due at once.
 * Repeating the decision that is pending already changes nothing; a different one waits its turn as `impossible`.
 */
export async function recordDecision(
  knex: Knex,
  runId: number,
  decision: PendingDecision,
  secretRef: string,
): Promise<Decided> {
  return knex.transaction(async trx => {
    const row: DbRow | undefined = await trx('runs')
      .where({ id: runId })
      .first('*')
      .forUpdate();
    if (!row) throw new Error(`There is no run ${runId}`);
    const run = runRows.fromDb(row);
    if (run.decision) {
      return {
        kind: run.decision.kind === decision.kind ? 'recorded' : 'impossible',
        run,
      };
    }
    if (
      !isOpen(run.state) ||
      !possibleDecisions(run, standsStill(run), run.turn?.about).includes(
        decision.kind,
      ) ||
      !isAbout(run, decision)
    ) {
      return { kind: 'impossible', run };
    }
    const isCarried = run.state === 'running' || run.state === 'queued';
    const [updated]: DbRow[] = await trx('runs')
      .where({ id: runId })
      .update({
        ...runRows.toDb({ decision: withTask(run, decision) }),
        // Whoever has it now obeys at its next commit; nobody else may take it before.
        ...(isCarried ? {} : { state: 'queued', next_at: decision.at }),
      })
      .returning('*');
    await appendAudit(trx, [
      {
        at: decision.at,
        action: `run.${decision.kind}`,
        actor: decision.actor,
        secretRef,
        runId,
        detail: {
          reason: decision.reason,
          consumers: decision.consumers,
          confirms: decision.task?.confirms,
        },
      },
    ]);
    return { kind: 'recorded', run: runRows.fromDb(updated) };
  });
}

/** Whether the run asks for the task, and waits for exactly the consumers, that the decision names. */
function isAbout(
  run: RunRow,
  { kind, consumers = [], task }: PendingDecision,
): boolean {
  const heldUpBy = run.turn?.consumers ?? [];
  const isSameTask = task?.step === undefined || task.step === run.step;
  const isSameRelease =
    kind !== 'release' ||
    (consumers.length === 0) === (run.turn?.about === 'no-consumers');
  return (
    isSameTask &&
    isSameRelease &&
    (kind !== 'complete' ||
      confirmsWhatIsAsked(run.turn?.task?.confirms, task?.confirms)) &&
    consumers.every(ref => heldUpBy.includes(ref))
  );
}

/** A word for another version than the one that is asked about now is none, nor is one that names no version. */
function confirmsWhatIsAsked(
  asked: Confirmation | undefined,
  given: Confirmation | undefined,
): boolean {
  if (!asked || !given) return asked === given;
  return (
    given.version === asked.version &&
    given.consumers.every(ref => asked.consumers.includes(ref))
  );
}

/** What the run asked for when the person answered: it may ask for something else before a worker obeys. */
function withTask(run: RunRow, decision: PendingDecision): PendingDecision {
  if (decision.kind !== 'complete') return decision;
  const { writes, found } = run.turn?.task ?? {};
  const task = { ...decision.task, writes, sawForeign: found !== undefined };
  return { ...decision, task };
}

import type { Knex } from 'knex';
import type { ConsumerState } from '../../workflow/consumer';
import {
  runRows,
  secretRows,
  stepRows,
  versionRows,
  type DbRow,
} from '../columns';
import { LeaseLostError } from '../errors';
import type {
  PendingDecision,
  RunRow,
  SecretRow,
  StepRow,
  VersionRow,
} from '../rows';
import { appendAudit, type AuditEntry } from './appendAudit';
import type { Claim } from './leases';

/** Everything that one commit of a run changes. */
export interface RunChange {
  readonly run: Partial<RunRow>;
  readonly steps: readonly StepRow[];
  readonly consumers: readonly ConsumerState[];
  readonly versions: readonly VersionRow[];
  readonly secret?: Partial<SecretRow>;
  readonly audit: readonly AuditEntry[];
}

/**
 * Commits outcomes and the next intent of a run at once, if the claim is still the newest.
 * @param build - makes the change; it is given what a person decided meanwhile, if anything. Called once, inside the
 * transaction, so it must not wait for anything
 * @throws LeaseLostError when another worker has claimed the run; then nothing is written
 */
export async function commitRun(
  knex: Knex,
  claim: Claim,
  build: (decision: PendingDecision | undefined) => RunChange,
): Promise<RunRow> {
  return knex.transaction(async trx => {
    const held: DbRow | undefined = await trx('runs')
      .where({ id: claim.runId, epoch: claim.epoch })
      .first('*')
      .forUpdate();
    if (!held) throw new LeaseLostError(claim.runId);
    const change = build(runRows.fromDb(held).decision);
    const [updated]: DbRow[] = await trx('runs')
      .where({ id: claim.runId, epoch: claim.epoch })
      .update(runRows.toDb(change.run))
      .returning('*');
    if (!updated) throw new LeaseLostError(claim.runId);
    const run = runRows.fromDb(updated);
    if (change.steps.length > 0) {
      await trx('run_steps')
        .insert(change.steps.map(stepRows.toDb))
        .onConflict(['run_id', 'direction', 'step', 'wave'])
        .merge();
    }
    if (change.consumers.length > 0) {
      await trx('run_consumers')
        .insert(
          change.consumers.map(consumer => ({
            run_id: run.id,
            entity_ref: consumer.entityRef,
            wave: consumer.wave,
            state: JSON.stringify(consumer),
          })),
        )
        .onConflict(['run_id', 'entity_ref'])
        .merge();
    }
    if (change.versions.length > 0) {
      await trx('versions')
        .insert(change.versions.map(versionRows.toDb))
        .onConflict(['secret_id', 'number'])
        .merge();
    }
    if (change.secret && Object.keys(change.secret).length > 0) {
      await trx('secrets')
        .where({ id: run.secretId })
        .update(secretRows.toDb(change.secret));
    }
    await appendAudit(trx, change.audit);
    return run;
  });
}

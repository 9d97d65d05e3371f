import { NotFoundError } from '@backstage/errors';
import { runLabel } from '@keyturn/backstage-plugin-secret-rotation-common';
import { OpenRunError } from '../api/errors';
import type { RotationService } from '../api/RotationService';
import { needsOfRun } from '../engine/needsOfRun';
import { STEP_VERSION } from '../engine/Worker';
import { auditOf, runsOf } from '../ledger/operations/findRuns';
import { loadRun } from '../ledger/operations/loadRun';
import { readCursor, type LedgerLookup } from './LedgerLookup';
import type { ServiceOptions } from './ServiceOptions';
import { attemptView, eventView, runConsumerView, runView } from './views';

/** The verbs that start runs and look at them. */
export function runVerbs(
  options: ServiceOptions,
  lookup: LedgerLookup,
): Pick<RotationService, 'startRun' | 'listRuns' | 'getRun' | 'listRunEvents'> {
  return {
    async startRun(name, caller, wish) {
      const { ledger, clock, configuration, wake, onChange } = options;
      const secret = await lookup.secret(name);
      const { policy } = lookup.enrolled(secret);
      const result = await ledger.createRun({
        secret,
        kind: wish.kind ?? 'rotate',
        trigger: 'manual',
        cause: wish.cause ?? 'routine',
        reason: wish.reason,
        requestedBy: caller.actor,
        idempotencyKey: wish.idempotencyKey,
        policy,
        needs: await needsOfRun(ledger.knex, configuration, secret),
        stepVersion: STEP_VERSION,
        now: await clock.sync(),
      });
      if (result.kind === 'occupied') {
        throw new OpenRunError(
          `${secret.entityRef} has an open run already: ${runLabel(
            result.openRun.id,
          )}`,
          result.openRun.id,
        );
      }
      onChange({ secretId: secret.id, runId: result.run.id });
      wake();
      return runView(result.run, secret.entityRef, await lookup.present());
    },

    async listRuns(name, page) {
      const secret = await lookup.secret(name);
      const limit = page.limit ?? 20;
      const present = await lookup.present();
      const rows = await runsOf(options.ledger.knex, secret.id, {
        before: readCursor(page.cursor),
        limit: limit + 1,
      });
      const shown = rows.slice(0, limit);
      return {
        items: shown.map(row => runView(row, secret.entityRef, present)),
        nextCursor: rows.length > limit ? String(shown.at(-1)?.id) : undefined,
      };
    },

    async getRun(id) {
      const loaded = await options.ledger.snapshot(knex => loadRun(knex, id));
      if (!loaded) throw new NotFoundError(`There is no run ${runLabel(id)}`);
      const { run, secret, steps, consumers } = loaded;
      return {
        ...runView(run, secret.entityRef, await lookup.present()),
        attempts: steps.map(attemptView),
        consumers: consumers.map(runConsumerView),
        gates: run.gates.map(({ heldSince, ...gate }) => ({
          ...gate,
          checkedAt: new Date(gate.checkedAt).toISOString(),
        })),
      };
    },

    async listRunEvents(id, page) {
      await lookup.run(id);
      const limit = page.limit ?? 100;
      const rows = await auditOf(options.ledger.knex, id, {
        after: readCursor(page.cursor),
        limit: limit + 1,
      });
      const shown = rows.slice(0, limit);
      return {
        items: shown.map(eventView),
        nextCursor: rows.length > limit ? String(shown.at(-1)?.id) : undefined,
      };
    },
  };
}

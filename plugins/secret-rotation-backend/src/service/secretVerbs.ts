import type { RotationService } from '../api/RotationService';
import { convergencesOf, runsOf } from '../ledger/operations/findRuns';
import { consumersOf, versionsOf } from '../ledger/operations/findSecret';
import { summarizeConvergence } from '../workflow/convergence';
import { notFound, type LedgerLookup } from './LedgerLookup';
import type { ServiceOptions } from './ServiceOptions';
import { consumerView, convergenceView, runView, versionView } from './views';

/** How many versions a secret's page shows at first. */
const SHOWN_VERSIONS = 10;

/** How many rotations say how fast its consumers follow. */
const MEASURED_ROTATIONS = 20;

/** The verbs that look at secrets. */
export function secretVerbs(
  options: ServiceOptions,
  lookup: LedgerLookup,
): Pick<RotationService, 'listSecrets' | 'listEntitySecrets' | 'getSecret'> {
  return {
    async listSecrets(query) {
      const { items, nextCursor } = await lookup.list(query);
      return { items, nextCursor };
    },

    async listEntitySecrets(entityRef) {
      const { items } = await lookup.list({
        consumer: entityRef.toLowerCase(),
        limit: 200,
      });
      return items;
    },

    async getSecret(name) {
      const { ledger, configuration } = options;
      const present = await lookup.present();
      return ledger.snapshot(async knex => {
        const secret = await lookup.secret(name, knex);
        const refs = [secret.entityRef];
        // One after the other: a snapshot has one connection, and that takes one question at a time.
        const { items } = await lookup.listIn(knex, present, { refs });
        const versions = await versionsOf(knex, secret.id, SHOWN_VERSIONS);
        const consumers = await consumersOf(knex, secret.id);
        const [lastRun] = await runsOf(knex, secret.id, { limit: 1 });
        const convergences = await convergencesOf(
          knex,
          secret.id,
          MEASURED_ROTATIONS,
        );
        const [view] = items;
        if (!view) throw notFound(name);
        return {
          ...view,
          versions: versions.map(versionView),
          consumers: consumers.map(row => consumerView(row, configuration)),
          convergence: convergenceView(summarizeConvergence(convergences)),
          lastRun: lastRun && runView(lastRun, secret.entityRef, present),
        };
      });
    },
  };
}

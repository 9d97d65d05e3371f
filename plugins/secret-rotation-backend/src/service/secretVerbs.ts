import type { RotationService } from '../api/RotationService';
import { convergencesOf, runsOf } from '../ledger/operations/findRuns';
import { consumersOf, versionsOf } from '../ledger/operations/findSecret';
import { notFound, type LedgerLookup } from './LedgerLookup';
import type { ServiceOptions } from './ServiceOptions';
import { summarizeConvergence } from '../workflow/convergence';
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
        const [{ items }, versions, consumers, [lastRun], convergences] =
          await Promise.all([
            lookup.listIn(knex, present, { refs }),
            versionsOf(knex, secret.id, SHOWN_VERSIONS),
            consumersOf(knex, secret.id),
            runsOf(knex, secret.id, { limit: 1 }),
            convergencesOf(knex, secret.id, MEASURED_ROTATIONS),
          ]);
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

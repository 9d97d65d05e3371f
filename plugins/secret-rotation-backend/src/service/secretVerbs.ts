import type { RotationService } from '../api/RotationService';
import { runsOf } from '../ledger/operations/findRuns';
import { consumersOf, versionsOf } from '../ledger/operations/findSecret';
import { notFound, type LedgerLookup } from './LedgerLookup';
import type { ServiceOptions } from './ServiceOptions';
import { consumerView, runView, versionView } from './views';

/** How many versions a secret's page shows at first. */
const SHOWN_VERSIONS = 10;

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
      const secret = await lookup.secret(name);
      const [{ items }, versions, consumers, [lastRun], present] =
        await Promise.all([
          lookup.list({ refs: [secret.entityRef] }),
          versionsOf(ledger.knex, secret.id, SHOWN_VERSIONS),
          consumersOf(ledger.knex, secret.id),
          runsOf(ledger.knex, secret.id, { limit: 1 }),
          lookup.present(),
        ]);
      const [view] = items;
      if (!view) throw notFound(name);
      return {
        ...view,
        versions: versions.map(versionView),
        consumers: consumers.map(row => consumerView(row, configuration)),
        lastRun: lastRun && runView(lastRun, secret.entityRef, present),
      };
    },
  };
}

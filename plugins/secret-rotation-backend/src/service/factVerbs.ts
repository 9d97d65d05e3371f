import type { RotationService } from '../api/RotationService';
import type { SecretFacts } from '../authorization/SecretFacts';
import { findSecrets } from '../ledger/operations/findSecret';
import type { SecretRow } from '../ledger/rows';
import type { LedgerLookup } from './LedgerLookup';
import type { ServiceOptions } from './ServiceOptions';

/** What the authorisation needs to know, and what the operator configured. */
export function factVerbs(
  options: ServiceOptions,
  lookup: LedgerLookup,
): Pick<
  RotationService,
  'factsOfSecret' | 'factsOfRun' | 'factsOfRefs' | 'getConfiguration'
> {
  return {
    async getConfiguration() {
      return { entries: options.configuration.entries };
    },

    async factsOfSecret(name) {
      return factsOf(await lookup.secret(name));
    },

    async factsOfRun(id) {
      const secret = await lookup.secretOfRun(id);
      const { turn } = await lookup.run(id);
      const { namespace, name } = secret;
      return {
        ...factsOf(secret),
        assignee: turn?.task?.assignee?.toLocaleLowerCase('en-US'),
        name: { namespace, name },
      };
    },

    async factsOfRefs(refs) {
      const rows = await findSecrets(options.ledger.knex, refs);
      const facts = new Map(rows.map(row => [row.entityRef, factsOf(row)]));
      return refs.map(ref => facts.get(ref));
    },
  };
}

function factsOf(secret: SecretRow): SecretFacts {
  const { entityRef, namespace, owner, store, rotator, policy } = secret;
  return { entityRef, namespace, owner, store, rotator, policy };
}

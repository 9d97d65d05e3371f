import type { Knex } from 'knex';
import type { RotationConfiguration } from '../configuration';
import { consumersOf } from '../ledger/operations/findSecret';
import type { SecretRow } from '../ledger/rows';
import { labelsNeeded } from '../workflow/workerLabels';

/**
 * The labels that a worker needs to reach everything that a run of a secret touches, as it stands now. They are
 * pinned when the run is created.
 */
export async function needsOfRun(
  knex: Knex,
  configuration: RotationConfiguration,
  secret: SecretRow,
): Promise<string[]> {
  const { stores, rotators, consumers } = configuration;
  const entries = (await consumersOf(knex, secret.id)).map(
    ({ entry }) => entry && consumers.get(entry),
  );
  return labelsNeeded(
    [
      stores.get(secret.store),
      rotators.get(secret.rotator),
      ...entries,
    ].flatMap(part => part || []),
  );
}

import { TestDatabases } from '@backstage/backend-test-utils';
import { openLedger, seedSecret } from '../__testUtils__/ledgerRows';
import type { RotationConfiguration } from '../configuration';
import { consumerRows } from '../ledger/columns';
import { needsOfRun } from './needsOfRun';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

function entriesOf(labels: Record<string, string[]>) {
  return new Map(
    Object.entries(labels).map(([name, workerLabels]) => [
      name,
      { name, workerLabels },
    ]),
  );
}

const CONFIGURATION = {
  stores: entriesOf({ vault: ['dmz'] }),
  rotators: entriesOf({ postgres: [] }),
  consumers: entriesOf({ near: [], far: ['lab', 'dmz'] }),
} as unknown as RotationConfiguration;

describe.each(databases.eachSupportedId())('what a run needs on %s', id => {
  it('are the labels of its store, its rotator and its own consumers', async () => {
    const { knex } = await openLedger(await databases.init(id));
    const secret = await seedSecret(knex, 'login');
    const other = await seedSecret(knex, 'other', { store: 'elsewhere' });
    const needs = () => needsOfRun(knex, CONFIGURATION, secret);
    expect(await needs()).toEqual(['dmz']);
    for (const [name, entry] of [
      ['checkout', 'near'],
      ['scanner', 'far'],
      ['stranger', 'unknown'],
      ['mute', undefined],
    ]) {
      await knex('consumers').insert(
        consumerRows.toDb({
          secretId: secret.id,
          entityRef: `component:default/${name}`,
          name,
          namespace: 'default',
          labels: {},
          entry,
        }),
      );
    }
    expect(await needs()).toEqual(['dmz', 'lab']);
    expect(await needsOfRun(knex, CONFIGURATION, other)).toEqual([]);
  });
});

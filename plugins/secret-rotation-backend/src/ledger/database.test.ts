import { TestDatabases } from '@backstage/backend-test-utils';
import { NOON, openLedger, seedSecret } from '../__testUtils__/ledgerRows';
import { isPostgres } from './database';
import { findSecretById, versionsOf } from './operations/findSecret';
import { takeOverCurrent } from './operations/takeOverCurrent';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

it.each(databases.eachSupportedId())(
  'a snapshot on %s shows a secret and its versions of one instant, whatever is committed in between',
  async id => {
    const knex = await databases.init(id);
    const ledger = await openLedger(knex);
    const secret = await seedSecret(knex, 'payments-login');
    let takenOver: Promise<boolean> | undefined;
    const seen = await ledger.snapshot(async snapshot => {
      const row = await findSecretById(snapshot, secret.id);
      takenOver = takeOverCurrent(
        knex,
        { secret, found: { id: 'v1', createdAt: NOON }, now: NOON },
        () => ({}),
      );
      // SQLite has one connection, so that the writer waits for the reader's end.
      if (isPostgres(knex)) await takenOver;
      return { row, versions: await versionsOf(snapshot, secret.id, 10) };
    });
    expect(seen.row?.currentVersion).toBeUndefined();
    expect(seen.versions).toEqual([]);
    expect(await takenOver).toBe(true);
    const after = await findSecretById(knex, secret.id);
    const versions = await versionsOf(knex, secret.id, 10);
    expect(after?.currentVersion).toBe(1);
    expect(versions).toMatchObject([{ number: 1, state: 'current' }]);
  },
);

import { TestDatabases } from '@backstage/backend-test-utils';
import type { RunState } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  NOON,
  openLedger,
  seedRun,
  seedSecret,
} from '../../__testUtils__/ledgerRows';
import { runRows } from '../columns';
import type { Ledger } from '../Ledger';
import type { SecretRow } from '../rows';
import { convergencesOf } from './findRuns';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())(
  'how long consumers took on %s',
  id => {
    let ledger: Ledger;
    let secret: SecretRow;

    beforeEach(async () => {
      ledger = await openLedger(await databases.init(id));
      secret = await seedSecret(ledger.knex, 'login');
    });

    /** A run that is over. */
    async function ended(
      convergenceMs: number | undefined,
      state: RunState = 'succeeded',
      of = secret,
    ): Promise<number> {
      const run = await seedRun(ledger, of);
      await ledger
        .knex('runs')
        .where({ id: run.id })
        .update(
          runRows.toDb({
            state,
            convergenceMs,
            nextAt: undefined,
            closedAt: NOON,
          }),
        );
      return run.id;
    }

    it('is told of the newest rotations that succeeded and were measured, as many as are wanted', async () => {
      for (const span of [1, 2, undefined, 0, 4_000_000_000]) await ended(span);
      await ended(7, 'rolled-back');
      await ended(8, 'cancelled');
      await ended(9, 'succeeded', await seedSecret(ledger.knex, 'other'));
      expect(await convergencesOf(ledger.knex, secret.id, 3)).toEqual([
        4_000_000_000, 0, 2,
      ]);
      expect(await convergencesOf(ledger.knex, secret.id, 20)).toEqual([
        4_000_000_000, 0, 2, 1,
      ]);
    });

    it('is kept of each run as it was measured, and absent where it was not', async () => {
      const measured = await ended(0);
      const unmeasured = await ended(undefined);
      expect((await ledger.loadRun(measured))?.run.convergenceMs).toBe(0);
      expect((await ledger.loadRun(unmeasured))?.run).not.toHaveProperty(
        'convergenceMs',
      );
    });
  },
);

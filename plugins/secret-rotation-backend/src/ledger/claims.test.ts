import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { openLedger } from '../__testUtils__/ledgerRows';
import {
  agreesWithTheModel,
  verbsOf,
} from './__testUtils__/agreesWithTheModel';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('claims on %s', id => {
  it('give a run to one owner at a time, lose nothing and take the oldest first, whatever happens', async () => {
    const ledger = await openLedger(await databases.init(id));
    await fc.assert(agreesWithTheModel(ledger, verbsOf(ledger)), {
      numRuns: 50,
    });
  });
});

import { TestDatabases } from '@backstage/backend-test-utils';
import type { Decision } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  NOON,
  openLedger,
  seedRun,
  seedSecret,
} from '../../__testUtils__/ledgerRows';
import type { Ledger } from '../Ledger';
import { runRows } from '../columns';
import type { RunRow } from '../rows';

jest.setTimeout(60_000);

const REF = 'resource:default/login';
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a decision on %s', id => {
  let ledger: Ledger;
  let runId: number;
  const put = (part: Partial<RunRow>) =>
    ledger.knex('runs').where({ id: runId }).update(runRows.toDb(part));
  beforeEach(async () => {
    ledger = await openLedger(await databases.init(id));
    const run = await seedRun(ledger, await seedSecret(ledger.knex, 'login'));
    runId = run.id;
    // As preflight leaves a rotation behind: there is an old version to go back to.
    await put({
      pins: {
        ...run.pins,
        plan: { newAccount: 'payments_b', oldVersion: 1, newVersion: 2 },
      },
    });
  });

  const decide = (kind: Decision, who = 'ana') =>
    ledger.recordDecision(
      runId,
      {
        kind,
        actor: { kind: 'user', ref: `user:default/${who}` },
        reason: `${who} says so`,
        at: NOON + 7,
      },
      REF,
    );
  const records = () =>
    ledger.knex('audit').whereNot({ action: 'run.created' });

  it('makes a run that stands still due at once and is on record', async () => {
    await put({ state: 'blocked', step: 'verify', nextAt: undefined });
    expect(await decide('recheck')).toMatchObject({
      kind: 'recorded',
      run: { state: 'queued', nextAt: NOON + 7, decision: { kind: 'recheck' } },
    });
    expect(await records()).toMatchObject([
      { action: 'run.recheck', secret_ref: REF, run_id: runId },
    ]);
  });

  it('leaves the lease of a run that is at work alone', async () => {
    await put({ state: 'running', step: 'monitor', nextAt: NOON + 30_000 });
    expect(await decide('rollback')).toMatchObject({
      kind: 'recorded',
      run: { state: 'running', nextAt: NOON + 30_000 },
    });
  });

  it('repeated is one decision and one record, whoever is faster', async () => {
    await put({ state: 'waiting', step: 'verify', nextAt: NOON + 1000 });
    const made = await Promise.all(
      ['ana', 'jonas', 'vera'].map(who => decide('rollback', who)),
    );
    expect(made.map(each => each.kind)).toEqual(Array(3).fill('recorded'));
    expect(await records()).toHaveLength(1);
  });

  it('that differs from the pending one has to wait for it', async () => {
    await put({ state: 'waiting', step: 'verify', nextAt: NOON + 1000 });
    const made = await Promise.all([decide('rollback'), decide('recheck')]);
    expect(made.map(each => each.kind).sort()).toEqual([
      'impossible',
      'recorded',
    ]);
    expect(await records()).toHaveLength(1);
  });

  it.each<[Decision, Partial<RunRow>]>([
    ['cancel', { state: 'succeeded', closedAt: NOON, nextAt: undefined }],
    ['recheck', { state: 'running' }],
    ['recheck', { state: 'refused', closedAt: NOON, nextAt: undefined }],
    ['cancel', { state: 'waiting', step: 'activate' }],
    ['rollback', { state: 'waiting', step: 'preflight' }],
    ['rollback', { state: 'blocked', step: 'revoke', nextAt: undefined }],
    [
      'rollback',
      {
        state: 'blocked',
        step: 'verify',
        direction: 'rollback',
        nextAt: undefined,
      },
    ],
  ])(
    'to %s is impossible and leaves no trace on a run that is %j',
    async (kind, part) => {
      await put(part);
      expect(await decide(kind)).toMatchObject({ kind: 'impossible' });
      expect(await records()).toEqual([]);
      expect((await ledger.loadRun(runId))?.run.decision).toBeUndefined();
    },
  );
});

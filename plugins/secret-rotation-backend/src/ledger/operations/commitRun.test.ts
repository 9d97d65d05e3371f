import { TestDatabases } from '@backstage/backend-test-utils';
import {
  NOON,
  openLedger,
  seedRun,
  seedSecret,
} from '../../__testUtils__/ledgerRows';
import { LeaseLostError } from '../errors';
import type { Ledger } from '../Ledger';
import type { SecretRow } from '../rows';
import type { RunChange } from './commitRun';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a commit on %s', id => {
  let ledger: Ledger;
  let secret: SecretRow;
  let runId: number;
  const claim = (now = NOON) =>
    ledger.claimRuns({
      now,
      limit: 1,
      leaseMs: 30_000,
      worker: 'one',
      stepVersion: 1,
      labels: [],
    });

  beforeEach(async () => {
    ledger = await openLedger(await databases.init(id));
    secret = await seedSecret(ledger.knex, 'login');
    runId = (await seedRun(ledger, secret)).id;
    await claim();
  });

  /** A change of every table. */
  const change = (): RunChange => ({
    run: { state: 'waiting', step: 'verify', nextAt: NOON + 5 },
    steps: [
      {
        runId,
        direction: 'forward',
        step: 'verify',
        wave: 1,
        state: 'waiting',
        tries: 1,
        startedAt: NOON,
        evidence: ['a line'],
      },
    ],
    consumers: [
      {
        entityRef: 'component:default/checkout',
        entity: {
          entityRef: 'component:default/checkout',
          name: 'checkout',
          namespace: 'default',
          labels: {},
        },
        wave: 1,
        wanted: 2,
        illBefore: false,
        vanished: false,
        repairs: 0,
        instances: [],
      },
    ],
    versions: [
      {
        secretId: secret.id,
        number: 1,
        state: 'current',
        storeIds: ['41'],
        createdAt: NOON,
      },
    ],
    secret: { currentVersion: 1 },
    audit: [
      {
        at: NOON,
        action: 'run.waiting',
        actor: { kind: 'keyturn' },
        runId,
        detail: {},
      },
    ],
  });

  async function everything(): Promise<unknown> {
    const tables = [
      'runs',
      'run_steps',
      'run_consumers',
      'versions',
      'secrets',
      'audit',
    ];
    return Promise.all(tables.map(table => ledger.knex(table).select('*')));
  }

  it('writes all parts of a change at once, and repeating it changes nothing more', async () => {
    await ledger.commitRun({ runId, epoch: 1 }, change);
    const loaded = await ledger.loadRun(runId);
    expect(loaded).toMatchObject({
      run: { state: 'waiting', step: 'verify', nextAt: NOON + 5, epoch: 1 },
      secret: { currentVersion: 1 },
      steps: [{ step: 'verify', evidence: ['a line'] }],
      versions: [{ number: 1, storeIds: ['41'] }],
      consumers: [{ entityRef: 'component:default/checkout' }],
    });
    await ledger.commitRun({ runId, epoch: 1 }, () => ({
      ...change(),
      audit: [],
    }));
    expect(await ledger.loadRun(runId)).toEqual(loaded);
  });

  it('of a worker that lost its lease writes nothing into any table', async () => {
    await claim(NOON + 30_000);
    const before = await everything();
    const build = jest.fn(change);
    await expect(
      ledger.commitRun({ runId, epoch: 1 }, build),
    ).rejects.toBeInstanceOf(LeaseLostError);
    expect(build).not.toHaveBeenCalled();
    expect(await everything()).toEqual(before);
  });

  it('that fails in the middle writes nothing into any table', async () => {
    const before = await everything();
    await expect(
      ledger.commitRun({ runId, epoch: 1 }, () => ({
        ...change(),
        audit: [{ ...change().audit[0], action: null as unknown as string }],
      })),
    ).rejects.toThrow();
    expect(await everything()).toEqual(before);
  });

  it('is given the decision that a person made meanwhile', async () => {
    await ledger.recordDecision(
      runId,
      { kind: 'cancel', actor: { kind: 'keyturn' }, reason: 'r', at: NOON },
      secret.entityRef,
    );
    const build = jest.fn(change);
    await ledger.commitRun({ runId, epoch: 1 }, build);
    expect(build).toHaveBeenCalledTimes(1);
    expect(build).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'cancel', reason: 'r' }),
    );
  });
});

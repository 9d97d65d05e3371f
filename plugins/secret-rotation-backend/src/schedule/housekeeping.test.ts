import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import {
  NOON,
  openLedger,
  seedRun,
  seedSecret,
} from '../__testUtils__/ledgerRows';
import { ManualClock } from '../__testUtils__/ManualClock';
import { runRows, stepRows, versionRows } from '../ledger/columns';
import { appendAudit } from '../ledger/operations/appendAudit';
import { recordWorker } from '../ledger/operations/workers';
import type { RunRow, SecretRow, StepRow } from '../ledger/rows';
import { housekeeping } from './housekeeping';

jest.setTimeout(60_000);

const DAY = 24 * 3600_000;
const LEASE_MS = 30_000;
const RETENTION = {
  runsMs: 100 * DAY,
  auditMs: 200 * DAY,
  versionsMs: 50 * DAY,
};
const NOTHING = {
  reopened: 0,
  stepsClosed: 0,
  runs: 0,
  audit: 0,
  versions: 0,
  workers: 0,
};
const OLD = NOON - 365 * DAY;
const databases = TestDatabases.create();

async function createWorld(id: TestDatabaseId) {
  const ledger = await openLedger(await databases.init(id));
  const { knex } = ledger;
  const clock = new ManualClock();
  const lines: string[] = [];
  const logger = mockServices.logger.mock({
    warn: line => lines.push(String(line)),
  });
  const tick = () =>
    housekeeping({
      ledger,
      clock,
      logger,
      leaseMs: LEASE_MS,
      retention: RETENTION,
    });
  /** A run of a secret, changed to what a test needs. */
  const put = async (secret: SecretRow, part: Partial<RunRow>) => {
    const open = await knex('runs')
      .where({ secret_id: secret.id })
      .whereIn('state', ['queued', 'running', 'waiting', 'blocked'])
      .first('id');
    if (open) throw new Error('A test closes one run before the next');
    const { id: runId } = await seedRun(ledger, secret);
    await knex('audit').where({ run_id: runId }).delete();
    await knex('runs').where({ id: runId }).update(runRows.toDb(part));
    return runId;
  };
  const over = (secret: SecretRow, state: RunRow['state'], closedAt: number) =>
    put(secret, { state, closedAt, nextAt: undefined });
  const step = async (runId: number, part: Partial<StepRow> = {}) => {
    await knex('run_steps').insert(
      stepRows.toDb({
        runId,
        direction: 'forward',
        step: 'monitor',
        wave: 1,
        state: 'waiting',
        tries: 1,
        startedAt: NOON,
        evidence: [],
        ...part,
      }),
    );
  };
  const audit = (at: number, runId?: number) =>
    appendAudit(knex, [
      { at, action: 'test', actor: { kind: 'keyturn' }, runId, detail: {} },
    ]);
  const count = async (table: string) =>
    Number((await knex(table).count({ rows: '*' }))[0].rows);
  const load = async (runId: number) => {
    const loaded = await ledger.loadRun(runId);
    if (!loaded) throw new Error(`There is no run ${runId}`);
    return loaded;
  };
  return { ledger, knex, lines, tick, put, over, step, audit, count, load };
}

describe.each(databases.eachSupportedId())('housekeeping on %s', id => {
  it.each<[string, Partial<RunRow>]>([
    ['waits without a wake-up time', { state: 'waiting', nextAt: undefined }],
    ['is queued for nobody', { state: 'queued', nextAt: undefined }],
    ['is at work without a lease', { state: 'running', nextAt: undefined }],
    ['is blocked and asks nobody', { state: 'blocked', nextAt: undefined }],
    [
      'is blocked with Keyturn’s turn',
      {
        state: 'blocked',
        nextAt: undefined,
        turn: { who: 'keyturn', cause: 'x', troubled: false },
      },
    ],
    [
      'waits for tomorrow with a decision on record',
      {
        state: 'waiting',
        nextAt: NOON + DAY,
        decision: {
          kind: 'recheck',
          actor: { kind: 'keyturn' },
          reason: 'now',
          at: NOON,
        },
      },
    ],
    [
      'lost its worker long ago',
      { state: 'running', nextAt: NOON - 11 * LEASE_MS },
    ],
  ])('queues a run that %s, once and on record', async (_, part) => {
    const world = await createWorld(id);
    const runId = await world.put(await seedSecret(world.knex, 'a'), part);
    const [one, two] = await Promise.all([world.tick(), world.tick()]);
    expect(one.reopened + two.reopened).toBe(1);
    expect(await world.tick()).toEqual(NOTHING);
    const { run } = await world.load(runId);
    expect(run.state).toBe('queued');
    expect(run.nextAt).toBeLessThanOrEqual(NOON);
    expect(await world.knex('audit').select('action', 'run_id')).toEqual([
      { action: 'run.reopened', run_id: runId },
    ]);
    expect(world.lines).toHaveLength(1);
    const claimed = await world.ledger.claimRuns({
      now: NOON,
      limit: 1,
      leaseMs: LEASE_MS,
      worker: 'one',
      stepVersion: 1,
      labels: [],
    });
    expect(claimed.map(each => each.id)).toEqual([runId]);
  });

  it.each<[string, Partial<RunRow>]>([
    ['waits', { state: 'waiting', nextAt: NOON + DAY }],
    ['is due', { state: 'queued', nextAt: NOON - DAY }],
    ['is at work', { state: 'running', nextAt: NOON + 1 }],
    [
      'has just lost its lease, which any worker takes up',
      { state: 'running', nextAt: NOON - LEASE_MS },
    ],
    [
      'asks a person',
      {
        state: 'blocked',
        nextAt: undefined,
        turn: { who: 'person', owner: 'group:default/a', question: 'Well?' },
      },
    ],
    [
      'is over',
      { state: 'succeeded', nextAt: undefined, closedAt: NOON - DAY },
    ],
  ])('leaves a run alone that %s', async (_, part) => {
    const world = await createWorld(id);
    const runId = await world.put(await seedSecret(world.knex, 'a'), part);
    const before = await world.load(runId);
    expect(await world.tick()).toEqual(NOTHING);
    expect(await world.load(runId)).toEqual(before);
    expect(await world.count('audit')).toBe(0);
  });

  it('closes the steps that a run has left behind, and no other', async () => {
    const world = await createWorld(id);
    const turned = await world.put(await seedSecret(world.knex, 'turned'), {
      direction: 'rollback',
      state: 'waiting',
      nextAt: NOON + DAY,
    });
    await world.step(turned);
    await world.step(turned, { direction: 'rollback', step: 'verify' });
    await world.step(turned, { step: 'promote', state: 'done', endedAt: NOON });
    const over = await world.over(
      await seedSecret(world.knex, 'over'),
      'cancelled',
      NOON,
    );
    await world.step(over, { state: 'running' });
    expect(await world.tick()).toEqual({ ...NOTHING, stepsClosed: 2 });
    const steps = await world
      .knex('run_steps')
      .orderBy(['run_id', 'step', 'direction']);
    expect(
      steps.map(each => `${each.direction} ${each.step} ${each.state}`),
    ).toEqual([
      'forward monitor failed',
      'forward promote done',
      'rollback verify waiting',
      'forward monitor failed',
    ]);
  });

  it('prunes runs that are older than their retention with all that hangs on them, and keeps each secret’s newest success', async () => {
    const world = await createWorld(id);
    const a = await seedSecret(world.knex, 'a');
    const b = await seedSecret(world.knex, 'b');
    const gone: number[] = [];
    for (let index = 0; index < 3; index += 1)
      gone.push(await world.over(a, 'succeeded', OLD + index));
    const newest = await world.over(a, 'succeeded', OLD + 3);
    gone.push(await world.over(a, 'rolled-back', OLD + 4));
    const young = await world.over(a, 'refused', NOON - 99 * DAY);
    const only = await world.over(b, 'succeeded', OLD);
    const open = await world.put(b, {
      state: 'waiting',
      nextAt: NOON + DAY,
      createdAt: OLD,
    });
    for (const runId of [...gone, newest, young, only, open]) {
      await world.step(runId, { endedAt: NOON });
      await world.knex('run_consumers').insert({
        run_id: runId,
        entity_ref: 'component:default/checkout',
        wave: 1,
        state: '{}',
      });
    }
    const [one, two] = await Promise.all([world.tick(), world.tick()]);
    expect(one.runs + two.runs).toBe(4);
    expect(await world.knex('runs').orderBy('id').pluck('id')).toEqual([
      newest,
      young,
      only,
      open,
    ]);
    expect(await world.count('run_steps')).toBe(4);
    expect(await world.count('run_consumers')).toBe(4);
    expect(await world.tick()).toEqual(NOTHING);
  });

  it('prunes the audit trail by its own retention, but not that of an open run or of a newest success', async () => {
    const world = await createWorld(id);
    const secret = await seedSecret(world.knex, 'a');
    const pruned = await world.over(secret, 'succeeded', OLD);
    const newest = await world.over(secret, 'succeeded', OLD + 1);
    const open = await world.put(secret, {
      state: 'waiting',
      nextAt: NOON + DAY,
    });
    for (const runId of [pruned, newest, open, undefined]) {
      await world.audit(OLD, runId);
      await world.audit(NOON - 199 * DAY, runId);
    }
    expect(await world.tick()).toEqual({ ...NOTHING, runs: 1, audit: 2 });
    const left = await world.knex('audit').where({ at: OLD }).pluck('run_id');
    expect(left.sort()).toEqual([newest, open]);
    expect(await world.count('audit')).toBe(6);
    expect(await world.tick()).toEqual(NOTHING);
  });

  it('prunes destroyed versions, and no version that may still be of use', async () => {
    const world = await createWorld(id);
    const idle = await seedSecret(world.knex, 'idle');
    const busy = await seedSecret(world.knex, 'busy');
    await world.put(busy, { state: 'waiting', nextAt: NOON + DAY });
    const states = ['pending', 'current', 'previous', 'revoked'] as const;
    for (const { id: secretId } of [idle, busy]) {
      await world.knex('versions').insert(
        [
          ...states.map(state => ({ state, destroyedAt: undefined })),
          { state: 'destroyed' as const, destroyedAt: OLD },
          { state: 'destroyed' as const, destroyedAt: NOON - 49 * DAY },
        ].map((part, index) =>
          versionRows.toDb({
            secretId,
            number: index + 1,
            storeIds: [],
            createdAt: OLD,
            ...part,
          }),
        ),
      );
    }
    expect(await world.tick()).toEqual({ ...NOTHING, versions: 1 });
    expect(
      await world
        .knex('versions')
        .where({ secret_id: idle.id })
        .orderBy('number')
        .pluck('number'),
    ).toEqual([1, 2, 3, 4, 6]);
    expect(await world.tick()).toEqual(NOTHING);
  });

  it('forgets workers that ended without a word a day ago', async () => {
    const world = await createWorld(id);
    for (const [name, seenAt] of [
      ['killed', NOON - DAY - 1],
      ['alive', NOON],
    ] as const)
      await recordWorker(world.knex, {
        name,
        labels: [],
        stepVersion: 1,
        seenAt,
      });
    expect(await world.tick()).toEqual({ ...NOTHING, workers: 1 });
    expect(await world.knex('workers').pluck('name')).toEqual(['alive']);
  });

  it('takes no more than 10,000 rows of one kind in a tick, 500 in a statement, and goes on in the next', async () => {
    const world = await createWorld(id);
    const rows = Array.from({ length: 10_750 }, (_, index) => ({
      at: OLD + index,
      action: 'test',
      actor: '{"kind":"keyturn"}',
      detail: '{}',
      hash: 'x',
    }));
    await world.knex.batchInsert('audit', rows, 100);
    const statements: number[] = [];
    world.knex.on('query-response', (response, query) => {
      if (/^delete from .audit/.test(query.sql))
        statements.push(response.rowCount ?? response.changes ?? response);
    });
    expect(await world.tick()).toEqual({ ...NOTHING, audit: 10_000 });
    expect(statements).toEqual(Array(20).fill(500));
    expect(await world.tick()).toEqual({ ...NOTHING, audit: 750 });
    expect(await world.count('audit')).toBe(0);
  });
});

import { TestDatabases } from '@backstage/backend-test-utils';
import {
  NOON,
  openLedger,
  seedRun,
  seedSecret,
  wishFor,
} from '../../__testUtils__/ledgerRows';
import type { Ledger } from '../Ledger';
import type { SecretRow } from '../rows';

jest.setTimeout(60_000);

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a new run on %s', id => {
  let ledger: Ledger;
  let secret: SecretRow;
  beforeEach(async () => {
    ledger = await openLedger(await databases.init(id));
    secret = await seedSecret(ledger.knex, 'login');
  });

  const close = (runId: number) =>
    ledger
      .knex('runs')
      .where({ id: runId })
      .update({ state: 'succeeded', next_at: null, closed_at: NOON });

  it('is due at once, pins the binding and is on record', async () => {
    expect(await seedRun(ledger, secret)).toMatchObject({
      state: 'queued',
      step: 'preflight',
      direction: 'forward',
      nextAt: NOON,
      epoch: 0,
      pins: {
        binding: {
          store: 'vault',
          path: 'payments/login',
          rotator: 'postgres',
        },
      },
    });
    expect(await ledger.knex('audit')).toMatchObject([
      { action: 'run.created', secret_ref: secret.entityRef },
    ]);
  });

  it('is one, with one record, when twenty ask at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => ledger.createRun(wishFor(secret))),
    );
    const created = results.filter(each => each.kind === 'created');
    expect(created).toHaveLength(1);
    expect(results.filter(each => each.kind === 'occupied')).toHaveLength(19);
    expect(await ledger.knex('audit')).toHaveLength(1);
  });

  it('is the same one for the same idempotency key, also at once and after its end', async () => {
    const wish = wishFor(secret, { idempotencyKey: 'key' });
    const results = await Promise.all(
      Array.from({ length: 20 }, () => ledger.createRun(wish)),
    );
    const ids = results.map(each =>
      each.kind === 'occupied' ? 'occupied' : each.run.id,
    );
    expect(new Set(ids).size).toBe(1);
    expect(results.filter(each => each.kind === 'created')).toHaveLength(1);
    await close(Number(ids[0]));
    expect(await ledger.createRun(wish)).toMatchObject({
      kind: 'repeated',
      run: { id: ids[0], state: 'succeeded' },
    });
  });

  it('takes the same idempotency key for another secret', async () => {
    const other = await seedSecret(ledger.knex, 'other');
    await seedRun(ledger, secret, { idempotencyKey: 'key' });
    expect(
      (await ledger.createRun(wishFor(other, { idempotencyKey: 'key' }))).kind,
    ).toBe('created');
  });

  it.each(['queued', 'running', 'waiting', 'blocked'])(
    'waits for the end of one that is %s',
    async state => {
      const open = await seedRun(ledger, secret);
      await ledger.knex('runs').where({ id: open.id }).update({ state });
      expect(await ledger.createRun(wishFor(secret))).toMatchObject({
        kind: 'occupied',
        openRun: { id: open.id },
      });
      await close(open.id);
      expect((await ledger.createRun(wishFor(secret))).kind).toBe('created');
    },
  );
});

import { resolve } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { loginOf } from './__testUtils__/InMemoryTarget';
import {
  fillOldestLedger,
  FIRST_MIGRATION,
} from './__testUtils__/firstRelease/ledger';
import { OLD_RUNS } from './__testUtils__/firstRelease/runs';
import { pathOf } from './__testUtils__/firstRelease/secrets';
import { RotationWorld } from './__testUtils__/RotationWorld';
import { dispatch } from './schedule/dispatch';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const HOUR = 3600_000;
const directory = resolve(__dirname, '../migrations');
const databases = TestDatabases.create();

const TABLES = [
  'secrets',
  'claims',
  'consumers',
  'versions',
  'runs',
  'run_steps',
  'run_consumers',
  'audit',
];

async function countRows(knex: Knex): Promise<Record<string, number>> {
  const counts = await Promise.all(
    TABLES.map(async table => [table, (await knex(table)).length] as const),
  );
  return Object.fromEntries(counts);
}

describe.each(databases.eachSupportedId())(
  'a ledger of the first release on %s',
  id => {
    /** The first release's ledger with rows of every kind, opened by this one. */
    async function upgraded() {
      let before: Record<string, number> = {};
      const world = await RotationWorld.create(databases, id, {
        consumers: ['invoices'],
        reach: async knex => {
          await knex.migrate.up({ directory, name: FIRST_MIGRATION });
          await fillOldestLedger(knex);
          before = await countRows(knex);
          return knex;
        },
      });
      for (const name of ['billing', 'asking', 'fresh', 'stalled']) {
        world.store.put(pathOf(name), loginOf(`${name}_a`, `${name}-old`));
        world.target.passwords.set(`${name}_a`, `${name}-old`);
      }
      world.store.put(pathOf('billing'), loginOf('billing_b', 'billing-new'));
      world.target.passwords.set('billing_b', 'billing-new');
      const tick = () =>
        dispatch({
          ledger: world.ledger,
          clock: world.clock,
          configuration: world.configuration,
        });
      return { world, before, tick };
    }

    /** Lets the other runs wait: the target of these tests has one fence for all of them. */
    async function alone(world: RotationWorld, runId: number): Promise<void> {
      await world.ledger
        .knex('runs')
        .whereNotNull('next_at')
        .whereNot({ id: runId })
        .update({ next_at: world.clock.at + 1000 * HOUR });
    }

    it('keeps every row', async () => {
      const { world, before } = await upgraded();
      const after = await countRows(world.ledger.knex);
      // The world adds one secret of its own.
      expect(after).toEqual({ ...before, secrets: before.secrets + 1 });
      expect(Object.values(before).every(count => count > 0)).toBe(true);
    });

    it.each(['waiting', 'queued', 'running'] as const)(
      'goes on with a run that was %s, to its end',
      async state => {
        const { world } = await upgraded();
        await alone(world, OLD_RUNS[state]);
        const { run, versions } = await world.drain(OLD_RUNS[state]);
        expect(run.state).toBe('succeeded');
        expect(versions.map(version => version.state)).toEqual([
          'destroyed',
          'current',
        ]);
        const { items } = await world.service.listRunEvents(run.id, {
          limit: 200,
        });
        expect(items.length).toBeGreaterThan(0);
      },
    );

    it('goes on with a run that was blocked when it is answered', async () => {
      const { world } = await upgraded();
      await alone(world, OLD_RUNS.blocked);
      const { turn } = await world.service.getRun(OLD_RUNS.blocked);
      expect(turn).toMatchObject({ who: 'person', question: 'Who uses it?' });
      await world.service.recheckRun(OLD_RUNS.blocked, ANA, 'now it is known');
      expect((await world.drain(OLD_RUNS.blocked)).run.state).toBe('succeeded');
    });

    it('starts what the schedule was refused no sooner than was planned, and then once', async () => {
      const { world, tick } = await upgraded();
      const runsOfRefused = async () =>
        world.ledger
          .knex('runs')
          .join('secrets', 'secrets.id', 'runs.secret_id')
          .where('secrets.name', 'refused')
          .pluck('runs.state');
      await tick();
      await tick();
      expect(await runsOfRefused()).toEqual(['refused']);
      world.clock.at += HOUR;
      await tick();
      await tick();
      expect((await runsOfRefused()).sort()).toEqual(['queued', 'refused']);
    });

    it('shows all of it: secrets of every state, their versions and closed runs', async () => {
      const { world } = await upgraded();
      const { items } = await world.service.listSecrets({
        scope: { kind: 'all' },
        limit: 50,
      });
      expect(
        Object.fromEntries(items.map(item => [item.name, item.binding])),
      ).toMatchObject({
        parked: 'parked',
        unenrolled: 'unenrolled',
        misconfigured: 'misconfigured',
        refused: 'enrolled',
      });
      const billing = await world.service.getSecret({
        namespace: 'default',
        name: 'billing',
      });
      expect(
        billing.versions.map(({ number, state }) => [number, state]),
      ).toEqual(
        expect.arrayContaining([
          [1, 'previous'],
          [2, 'current'],
        ]),
      );
      expect(billing.convergence).toBeUndefined();
      for (const runId of OLD_RUNS.closed) {
        const run = await world.service.getRun(runId);
        expect(run.turn).toEqual({ who: 'nobody' });
        expect(run.convergenceSeconds).toBeUndefined();
      }
    });
  },
);

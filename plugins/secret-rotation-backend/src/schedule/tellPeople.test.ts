import {
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import {
  PermissionDeniedError,
  SecretValue,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { InMemoryPartner } from '../__testUtils__/InMemoryPartner';
import { rememberingLogger } from '../__testUtils__/rememberingLogger';
import { RememberingNotifier } from '../__testUtils__/RememberingNotifier';
import { RotationWorld } from '../__testUtils__/RotationWorld';
import { EffectGate } from '../engine/EffectGate';
import { secretRows } from '../ledger/columns';
import { claimNotice, recordTold } from '../ledger/operations/notices';
import type { NoticeRow } from '../ledger/rows';
import { tellPeople } from './tellPeople';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DEADLINE_MS = 5_000;
const ANA = { actor: { kind: 'user', ref: 'user:default/ana' } } as const;
const HIDDEN = 'POST http://10.1.2.3:7007/api/notifications refused hunter2';

const databases = TestDatabases.create();

async function createWorld(id: TestDatabaseId) {
  const world = await RotationWorld.create(databases, id);
  const notifier = new RememberingNotifier();
  const lines: string[] = [];
  const { ledger, clock, configuration, crash } = world;
  /** One more replica on the same ledger. */
  const replica = () => {
    const logger = rememberingLogger(lines);
    return tellPeople({
      knex: ledger.knex,
      clock,
      configuration,
      gate: new EffectGate({
        failpoints: crash,
        logger,
        deadlineMs: DEADLINE_MS,
      }),
      notifier,
      logger,
    });
  };
  const tick = replica();
  return { world, notifier, lines, replica, tick };
}

describe.each(databases.eachSupportedId())('telling people on %s', id => {
  /** A run that asks Ana to make a new value. */
  async function createTask() {
    const created = await createWorld(id);
    const { world } = created;
    const partner = new InMemoryPartner();
    partner.accepted.push(world.original);
    const rotator = world.configuration.rotators.get('postgres');
    if (!rotator) throw new Error('The world has other entries');
    rotator.adapter = partner;
    const run = await world.start();
    await world.drain(run);
    const complete = async () => {
      const { step, turn } = await world.service.getRun(run);
      const version = turn.task?.found?.version ?? turn.task?.writes;
      await world.service.completeRun(run, ANA, {
        reason: 'done in the portal',
        step,
        version,
      });
      return world.drain(run);
    };
    const write = () => {
      const fresh = SecretValue.text('made-by-a-person');
      partner.accepted.push(fresh);
      world.store.put(world.path, fresh);
    };
    return { ...created, run, complete, write };
  }

  const record = async (world: RotationWorld, scope: string) => {
    const row = await world.ledger.knex('notices').where({ scope }).first('*');
    return row as { told: number; epoch: number; settled_at: unknown };
  };

  it('tells the named person of each task once, reminds them, and stops when it is done', async () => {
    const { world, notifier, tick, run, complete, write } = await createTask();
    await tick();
    await tick();
    expect(notifier.told).toEqual([
      {
        recipient: 'user:default/ana',
        scope: expect.stringContaining(`run/${run}/forward/activate/`),
        title: 'payments-db-login: a task waits for you',
        description: `Run R-${run} goes on when you have done it; its page says what is to be done.`,
        link: `/secret-rotation/runs/${run}`,
        severity: 'normal',
      },
    ]);
    const [{ scope: first }] = notifier.told;

    for (let day = 0; day < 10; day += 1) {
      world.clock.at += DAY;
      await tick();
    }
    expect(notifier.told.map(({ title }) => title)).toEqual([
      'payments-db-login: a task waits for you',
      ...Array(3).fill('Reminder: payments-db-login: a task waits for you'),
    ]);
    expect(notifier.entries).toHaveLength(1);

    write();
    const asked = await complete();
    expect(asked.run).toMatchObject({ state: 'blocked', step: 'revoke' });
    await tick();
    expect(notifier.told).toHaveLength(5);
    expect(notifier.told[4].scope).toContain('/revoke/');
    expect((await record(world, first)).settled_at).not.toBeNull();

    expect((await complete()).run.state).toBe('succeeded');
    world.clock.at += 2 * DAY;
    await tick();
    expect(notifier.told).toHaveLength(5);
  });

  it('tells it once when two replicas tick at the same time', async () => {
    const { notifier, replica } = await createTask();
    await Promise.all([replica()(), replica()(), replica()()]);
    expect(notifier.told).toHaveLength(1);
  });

  it.each([
    ['before', 1],
    ['after', 2],
  ])(
    'loses nothing when the process dies %s it was told: it comes %d times, as one entry',
    async (moment, times) => {
      const { world, notifier, replica } = await createTask();
      world.crash.armed = `${moment}:effect:notifier.tell`;
      await expect(replica()()).rejects.toThrow();
      expect(world.crash.hits).toBe(1);

      const survivor = replica();
      await survivor();
      expect(notifier.told).toHaveLength(times - 1);
      world.clock.at += 2 * DEADLINE_MS;
      await survivor();
      world.clock.at += MINUTE;
      await survivor();
      expect(notifier.told).toHaveLength(times);
      expect(notifier.entries).toHaveLength(1);
    },
  );

  it('counts nothing of a replica that comes back after another one has told it', async () => {
    const { world, notifier, tick } = await createTask();
    const { knex } = world.ledger;
    const scope = 'run/1/late';
    const notice = {
      scope,
      secretId: world.secret.id,
      recipient: ANA.actor.ref,
    };
    const late = await claimNotice(knex, { notice, until: 1 });
    const next = await claimNotice(knex, { notice, seen: late, until: 2 });
    expect(await claimNotice(knex, { notice, seen: late, until: 2 })).toBe(
      undefined,
    );
    expect(await claimNotice(knex, { notice, until: 2 })).toBe(undefined);
    await recordTold(knex, next as NoticeRow, 3);
    await recordTold(knex, late as NoticeRow, 4);
    expect(await record(world, scope)).toMatchObject({ told: 1, epoch: 2 });
    await tick();
    expect(notifier.told).toHaveLength(1);
  });

  it.each<[string, Error]>([
    ['an error of its own', new Error(HIDDEN)],
    ['an error of the vocabulary', new PermissionDeniedError(HIDDEN, HIDDEN)],
  ])(
    'goes on trying while nobody takes it, says so once and without the other side’s text: %s',
    async (_, error) => {
      const { world, notifier, lines, tick } = await createTask();
      notifier.fails = error;
      for (let tries = 0; tries < 6; tries += 1) {
        await tick();
        world.clock.at += 15 * MINUTE;
      }
      const warnings = () => lines.filter(line => line.includes('Runs go on'));
      expect(warnings()).toHaveLength(1);
      expect(lines.join('\n')).not.toMatch(/10\.1\.2\.3|hunter2/);

      notifier.fails = undefined;
      await tick();
      expect(notifier.told).toHaveLength(1);
      expect(lines.join('\n')).toContain('can be told again');
    },
  );

  it('tells the owner how an emergency ended, once', async () => {
    const { world, notifier, tick } = await createWorld(id);
    const run = await world.start('rotate', 'compromised');
    expect((await world.drain(run)).run.state).toBe('succeeded');
    await tick();
    world.clock.at += 2 * DAY;
    await tick();
    expect(notifier.told).toMatchObject([
      {
        recipient: 'group:default/team-payments',
        title: 'payments-db-login: the compromised value is replaced',
        link: `/secret-rotation/runs/${run}`,
      },
    ]);
  });

  it('tells the owner of a run that is held up by a deaf consumer, and of nothing that the run says itself', async () => {
    const { world, notifier, tick } = await createWorld(id);
    world.consumers.service('checkout', world.path).isDeaf = true;
    const run = await world.start();
    const loaded = await world.drain(run);
    expect(loaded.run).toMatchObject({ state: 'blocked' });
    await tick();
    const { turn } = loaded.run;
    if (turn?.who !== 'person') throw new Error('Nobody is asked');
    expect(notifier.told).toMatchObject([{ recipient: turn.owner }]);
    expect(JSON.stringify(notifier.told)).not.toContain(turn.question);
    expect(JSON.stringify(notifier.told)).not.toContain(world.path);
  });

  it('tells the owner of a secret that is overdue and that nothing rotates, and again when it is so anew', async () => {
    const { world, notifier, tick } = await createWorld(id);
    const { knex } = world.ledger;
    const due = (part: Parameters<typeof secretRows.toDb>[0]) =>
      knex('secrets')
        .where({ id: world.secret.id })
        .update(secretRows.toDb(part));
    await due({ dueAt: world.clock.at - HOUR, binding: 'misconfigured' });
    await tick();
    await tick();
    expect(notifier.told).toMatchObject([
      {
        recipient: 'group:default/team-payments',
        title: 'payments-db-login: the secret is overdue',
        link: '/catalog/default/resource/payments-db-login/rotation',
      },
    ]);
    await due({ dueAt: world.clock.at + HOUR });
    await tick();
    await due({ dueAt: world.clock.at - HOUR });
    world.clock.at += HOUR;
    await tick();
    expect(notifier.told.map(({ title }) => title)).toEqual([
      'payments-db-login: the secret is overdue',
      'payments-db-login: the secret is overdue',
    ]);
  });

  it('tells the owner once before a secret is due, where its policy says how early', async () => {
    const { world, notifier, tick } = await createWorld(id);
    const { knex } = world.ledger;
    await knex('secrets')
      .where({ id: world.secret.id })
      .update(secretRows.toDb({ dueAt: world.clock.at + 3 * DAY }));
    await tick();
    const policy = world.configuration.policies.get(world.secret.policy);
    if (!policy) throw new Error('The world has other policies');
    policy.reminders = { everyMs: DAY, times: 3, aheadMs: 2 * DAY };
    await tick();
    expect(notifier.told).toEqual([]);
    for (let hours = 0; hours < 60; hours += 12) {
      world.clock.at += 12 * HOUR;
      await tick();
    }
    expect(notifier.told).toMatchObject([
      {
        recipient: 'group:default/team-payments',
        title: 'payments-db-login: a rotation is due soon',
      },
    ]);
  });

  it('forgets what it told of a run together with the run', async () => {
    const { world, tick, run } = await createTask();
    await tick();
    await world.ledger.knex('runs').where({ id: run }).delete();
    expect(await world.ledger.knex('notices')).toEqual([]);
  });
});

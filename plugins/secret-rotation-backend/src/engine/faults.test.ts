import { TestDatabases } from '@backstage/backend-test-utils';
import { STEPS } from '@keyturn/backstage-plugin-secret-rotation-common';
import {
  PermissionDeniedError,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import {
  failCalls,
  loseAnswer,
  STORE_CALLS,
  TARGET_CALLS,
} from '../__testUtils__/faultyCalls';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(240_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const MINUTE = 60_000;
const databases = TestDatabases.create();

/**
 * Starts a run and lets a fault strike at the moment in which the run comes to a step. Meanwhile it is watched that at
 * every place that the engine passes the store's current version is accepted.
 */
async function strikeAt(
  world: RotationWorld,
  step: (typeof STEPS)[number],
  strike: () => void,
): Promise<{ runId: number; broken: string[] }> {
  const broken: string[] = [];
  let isDue = true;
  world.crash.watch = (name, at) => {
    if (!world.currentIsAccepted()) broken.push(name);
    if (!isDue || at !== `forward.${step}`) return;
    isDue = false;
    strike();
  };
  const runId = await world.start();
  await world.drain(runId, () => !isDue);
  expect(isDue).toBe(false);
  return { runId, broken };
}

async function expectRotated(
  world: RotationWorld,
  runId: number,
): Promise<void> {
  const { run, versions } = await world.drain(runId);
  expect(run.state).toBe('succeeded');
  expect([...world.target.passwords.keys()]).toEqual(['payments_b']);
  expect(world.currentIsAccepted()).toBe(true);
  expect(world.store.stagedOf(world.path)).toBe(0);
  expect(versions.map(version => version.state)).toEqual([
    'destroyed',
    'current',
  ]);
}

async function expectRolledBack(
  world: RotationWorld,
  runId: number,
): Promise<void> {
  const { run, versions } = await world.drain(runId);
  expect(run.state).toBe('rolled-back');
  expect([...world.target.passwords.keys()]).toEqual(['payments_a']);
  expect(world.store.currentOf(world.path)?.value.equals(world.original)).toBe(
    true,
  );
  expect(world.store.stagedOf(world.path)).toBe(0);
  expect(versions.map(version => version.state)).toEqual([
    'current',
    'destroyed',
  ]);
}

describe.each(databases.eachSupportedId())('a fault, on %s', id => {
  describe('whose effect has landed though the answer was lost', () => {
    const LOST = new UnavailableError('The connection was cut');

    it.each([
      'store.stage',
      'rotator.activate',
      'store.promote',
      'consumer.reload',
      'rotator.revoke',
      'store.discardStaged',
      'store.destroy',
    ])('changes nothing about how a rotation ends: %s', async call => {
      const world = await RotationWorld.create(databases, id);
      const fault = loseAnswer(world, call, LOST);
      const { runId, broken } = await strikeAt(world, 'preflight', () => {});
      await expectRotated(world, runId);
      expect(fault.happened).toBe(true);
      expect(broken).toEqual([]);
      expect(world.consumers.service('checkout', world.path).reloads).toBe(1);
    });

    it.each([
      'store.restore',
      'consumer.reload',
      'rotator.revoke',
      'store.discardStaged',
      'store.destroy',
    ])('changes nothing about how a rollback ends: %s', async call => {
      const world = await RotationWorld.create(databases, id);
      const { runId, broken } = await strikeAt(world, 'verify', () => {});
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      const fault = loseAnswer(world, call, LOST);
      await expectRolledBack(world, runId);
      expect(fault.happened).toBe(true);
      expect(broken).toEqual([]);
    });
  });

  describe('that makes the target silent', () => {
    const SILENT = new UnavailableError('The target does not answer');

    function silence(world: RotationWorld) {
      const calls = failCalls(world, TARGET_CALLS, SILENT);
      world.target.answer = 'unknown';
      return () => {
        calls.heal();
        world.target.answer = undefined;
      };
    }

    it.each(STEPS)(
      'leads to nothing destructive and mends itself when it strikes at %s',
      async step => {
        const world = await RotationWorld.create(databases, id);
        const revoked = () =>
          world.target.journal.filter(entry => entry.startsWith('revoke'));
        let speakAgain = () => {};
        let before: string[] = [];
        const { runId, broken } = await strikeAt(world, step, () => {
          before = revoked();
          speakAgain = silence(world);
        });
        const until = world.clock.at + 30 * MINUTE;
        await world.drain(runId, () => world.clock.at > until);
        expect(revoked()).toEqual(before);
        expect(broken).toEqual([]);
        speakAgain();
        // Also where a person was asked meanwhile: nobody answers, and it goes on.
        for (let look = 0; look < 100; look += 1) {
          const { run } = await world.drain(runId);
          if (run.closedAt !== undefined) break;
          world.clock.at = Math.max(world.clock.at, run.nextAt ?? 0);
        }
        await expectRotated(world, runId);
      },
    );

    it.each(['activate', 'promote', 'verify', 'revoke'] as const)(
      'asks a named person once the policy’s patience with it has ended: %s',
      async step => {
        const world = await RotationWorld.create(databases, id);
        const { runId } = await strikeAt(world, step, () => silence(world));
        const { run } = await world.drain(runId);
        expect(run).toMatchObject({ state: 'blocked', step });
        expect(run.turn).toMatchObject({
          who: 'person',
          owner: expect.stringMatching(/^group:default\/(platform|team-)/),
        });
        expect(world.clock.at - run.createdAt).toBeGreaterThan(
          run.policy.verifyDeadlineMs,
        );
      },
    );
  });

  describe('that seals the store', () => {
    const SEALED = new UnavailableError('The store is sealed');

    it.each(STEPS.filter(step => !['record', 'schedule'].includes(step)))(
      'parks the run with its reason, leaves the old version valid and mends itself: %s',
      async step => {
        const world = await RotationWorld.create(databases, id);
        let isRevoked = false;
        let heal = () => {};
        const { runId, broken } = await strikeAt(world, step, () => {
          isRevoked = !world.target.accepts(world.original);
          ({ heal } = failCalls(world, STORE_CALLS, SEALED));
        });
        for (let look = 0; look < 5; look += 1) {
          await world.work();
          const { run } = await world.load(runId);
          world.clock.at = Math.max(world.clock.at, run.nextAt ?? 0);
        }
        const { run } = await world.load(runId);
        expect(run.state).toBe('waiting');
        expect(run.turn).toMatchObject({
          who: 'keyturn',
          cause: expect.stringContaining('The store is sealed'),
        });
        expect(world.target.accepts(world.original)).toBe(!isRevoked);
        heal();
        await expectRotated(world, runId);
        expect(broken).toEqual([]);
      },
    );
  });

  describe('that throttles', () => {
    it('is waited out for as long as the other side asks', async () => {
      const world = await RotationWorld.create(databases, id);
      const storm = failCalls(
        world,
        ['store.promote'],
        new UnavailableError('Too many requests', { retryAfterMs: 45_000 }),
      );
      const { runId } = await strikeAt(world, 'promote', () => {});
      const from = world.clock.at;
      await world.drain(runId, () => world.clock.at > from + 9 * MINUTE);
      // One call in 45 s, or, after some tries, in a minute.
      expect(storm.made).toBeGreaterThan(8);
      expect(storm.made).toBeLessThanOrEqual(13);
      const { run } = await world.load(runId);
      expect((run.nextAt ?? 0) - world.clock.at).toBeLessThanOrEqual(MINUTE);
      storm.heal();
      await expectRotated(world, runId);
    });

    it('without saying for how long is asked ever more rarely, and never less than once a minute', async () => {
      const world = await RotationWorld.create(databases, id);
      const times: number[] = [];
      const storm = failCalls(
        world,
        ['rotator.activate'],
        new UnavailableError('Too many requests'),
      );
      const { runId } = await strikeAt(world, 'activate', () => {});
      const until = world.clock.at + 9 * MINUTE;
      await world.drain(runId, () => {
        if (storm.made > times.length) times.push(world.clock.at);
        return world.clock.at > until;
      });
      const gaps = times.slice(1).map((time, i) => time - times[i]);
      expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
      expect(gaps.at(-1)).toBe(MINUTE);
      expect(storm.made).toBeLessThan(16);
      storm.heal();
      await expectRotated(world, runId);
    });

    it('is asked again within the hour whatever it says', async () => {
      const world = await RotationWorld.create(databases, id);
      const storm = failCalls(
        world,
        ['store.promote'],
        new UnavailableError('Later', { retryAfterMs: 365 * 24 * 60 * MINUTE }),
      );
      const { runId } = await strikeAt(world, 'promote', () => {});
      await world.drain(runId, () => storm.made > 0);
      const { run } = await world.load(runId);
      expect((run.nextAt ?? 0) - world.clock.at).toBeLessThanOrEqual(
        60 * MINUTE,
      );
    });
  });

  it.each(['activate', 'revoke'] as const)(
    'of an expired administrator’s credential asks the platform team, and the run goes on after it was mended: %s',
    async step => {
      const world = await RotationWorld.create(databases, id);
      let renew = () => {};
      const { runId, broken } = await strikeAt(world, step, () => {
        const expired = failCalls(
          world,
          TARGET_CALLS,
          new PermissionDeniedError(
            'The administrator’s login is refused',
            'Renew it in app-config',
          ),
        );
        renew = expired.heal;
      });
      const { run } = await world.drain(runId);
      expect(run).toMatchObject({ state: 'blocked', step });
      expect(run.turn).toMatchObject({
        owner: 'group:default/platform',
        question: expect.stringContaining('Renew it in app-config'),
      });
      expect(world.target.accepts(world.original)).toBe(true);
      renew();
      await world.service.recheckRun(runId, ANA, 'renewed');
      await expectRotated(world, runId);
      expect(broken).toEqual([]);
    },
  );

  describe('that removes the staged value', () => {
    const discard = (world: RotationWorld) =>
      world.store.discardStaged({ path: world.path, runId: 'R-1' });

    it.each(['activate', 'promote'] as const)(
      'makes and activates it anew before %s, so that the target accepts nothing that nobody knows',
      async step => {
        const world = await RotationWorld.create(databases, id);
        const { runId, broken } = await strikeAt(world, step, () =>
          discard(world),
        );
        const { steps } = await world.load(runId);
        expect(steps.find(it => it.step === 'activate')?.tries).toBe(
          step === 'promote' ? 2 : 1,
        );
        await expectRotated(world, runId);
        expect(broken).toEqual([]);
        expect(world.consumers.service('checkout', world.path).reloads).toBe(1);
      },
    );

    it('is no question after promote: it was removed by that', async () => {
      const world = await RotationWorld.create(databases, id);
      const { runId, broken } = await strikeAt(world, 'reload', () =>
        discard(world),
      );
      await expectRotated(world, runId);
      expect(broken).toEqual([]);
    });

    it('between activate and promote does not keep the run from turning back', async () => {
      const world = await RotationWorld.create(databases, id);
      world.crash.armed = 'before:effect:store.promote';
      const { runId } = await strikeAt(world, 'promote', () => discard(world));
      expect(world.crash.hits).toBe(1);
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      await expectRolledBack(world, runId);
    });
  });

  describe('of time', () => {
    it('a day in which no worker ran brings nothing forward: overlap and soak are waited for in full', async () => {
      const world = await RotationWorld.create(databases, id, {
        policy: { overlapMs: 2 * MINUTE, soakMs: MINUTE },
      });
      world.crash.armed = 'after:step:promote';
      const { runId } = await strikeAt(world, 'promote', () => {});
      world.clock.at += 24 * 60 * MINUTE;
      const back = world.clock.at;
      const { run } = await world.drain(runId, loaded => {
        expect(world.currentIsAccepted()).toBe(true);
        return loaded.run.closedAt !== undefined;
      });
      expect(run.state).toBe('succeeded');
      // The overlap ended while nobody worked; the soak runs only from when consumers were told.
      expect((run.closedAt ?? 0) - back).toBeGreaterThanOrEqual(MINUTE);
      expect(
        (run.closedAt ?? 0) - (run.overlapFrom ?? 0),
      ).toBeGreaterThanOrEqual(2 * MINUTE);
    });

    it.each([
      ['forward', Date.UTC(2026, 2, 29, 0, 59)],
      ['back', Date.UTC(2026, 9, 25, 0, 59)],
    ])(
      'clocks that go %s do not shorten or prolong an overlap',
      async (_, at) => {
        const world = await RotationWorld.create(databases, id);
        world.clock.at = at;
        const runId = await world.start();
        const { run } = await world.drain(runId);
        expect(run.state).toBe('succeeded');
        expect((run.closedAt ?? 0) - (run.overlapFrom ?? 0)).toBe(MINUTE);
      },
    );

    it.each([-10, 10])(
      'a process clock that is %i minutes off runs nothing early and nothing late',
      async minutes => {
        const world = await RotationWorld.create(databases, id);
        const real = Date.now.bind(Date);
        const skewed = jest
          .spyOn(Date, 'now')
          .mockImplementation(() => real() + minutes * MINUTE);
        const runId = await world.start();
        const { run } = await world.drain(runId);
        skewed.mockRestore();
        expect(run.state).toBe('succeeded');
        expect((run.closedAt ?? 0) - (run.overlapFrom ?? 0)).toBe(MINUTE);
      },
    );
  });
});

import { TestDatabases } from '@backstage/backend-test-utils';
import { STEPS } from '@keyturn/backstage-plugin-secret-rotation-common';
import { MisconfiguredError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { OpenRunError } from '../api/errors';
import { loginOf } from '../__testUtils__/InMemoryTarget';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a rotation on %s', id => {
  it('goes through every step, ends with the old login refused and destroyed, and knows its next date', async () => {
    const world = await RotationWorld.create(databases, id, {
      consumers: ['checkout', 'ledger'],
    });
    const runId = await world.start();
    const { run, steps, versions, secret } = await world.drain(runId);
    expect(run.state).toBe('succeeded');
    expect(steps.map(step => step.step).sort()).toEqual([...STEPS].sort());
    expect(
      steps.every(step => step.state === 'done' && step.evidence.length > 0),
    ).toBe(true);
    expect(world.target.accepts(world.original)).toBe(false);
    expect(world.currentIsAccepted()).toBe(true);
    expect(world.store.currentOf(world.path)?.value.public('username')).toBe(
      'payments_b',
    );
    expect(world.store.stagedOf(world.path)).toBe(0);
    expect(versions.map(version => [version.number, version.state])).toEqual([
      [1, 'destroyed'],
      [2, 'current'],
    ]);
    expect(secret.currentVersion).toBe(2);
    expect(secret.dueAt).toBe((secret.rotatedAt ?? 0) + 30 * 24 * 3600_000);
  });

  it('commits at most seven times when nothing has to wait', async () => {
    const world = await RotationWorld.create(databases, id, {
      policy: { overlapMs: 0, soakMs: 0 },
    });
    const runId = await world.start();
    let commits = 1; // the claim
    const count = jest.spyOn(world.ledger, 'commitRun');
    await world.work();
    commits += count.mock.calls.length;
    expect((await world.load(runId)).run.state).toBe('succeeded');
    expect(commits).toBeLessThanOrEqual(7);
  });

  it('does not refuse the old login before the overlap has elapsed', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    const { run } = await world.drain(
      runId,
      ({ run: r }) => r.step === 'verify',
    );
    const end = (run.overlapFrom ?? 0) + 60_000;
    world.clock.at = end - 1;
    await world.work();
    expect(world.target.accepts(world.original)).toBe(true);
    expect((await world.drain(runId)).run.state).toBe('succeeded');
    expect(world.clock.at).toBeGreaterThanOrEqual(end);
  });

  it('asks the consumer’s owner and keeps both logins valid while a consumer is deaf', async () => {
    const world = await RotationWorld.create(databases, id, {
      consumers: ['checkout', 'ledger'],
    });
    world.consumers.service('ledger', world.path).isDeaf = true;
    const runId = await world.start();
    const { run } = await world.drain(runId);
    expect(run.state).toBe('blocked');
    expect(run.turn).toMatchObject({
      who: 'person',
      owner: 'group:default/team-ledger',
    });
    expect(world.target.accepts(world.original)).toBe(true);
    expect(world.currentIsAccepted()).toBe(true);
    world.consumers.service('ledger', world.path).isDeaf = false;
    await world.service.recheckRun(runId, ANA, 'ledger was mended');
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('does not refuse the old login while a session is left on it', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'verify');
    world.target.openSessions.set('payments_a', 1);
    const { run } = await world.drain(runId);
    expect(run.state).toBe('blocked');
    expect(world.target.accepts(world.original)).toBe(true);
  });

  it('refuses to begin and writes nothing when a right is missing', async () => {
    const world = await RotationWorld.create(databases, id);
    world.target.failedChecks = [
      {
        code: 'grant',
        ok: false,
        message: 'A grant is missing',
        fix: 'GRANT it',
      },
    ];
    const runId = await world.start();
    const { run } = await world.drain(runId);
    expect(run.state).toBe('refused');
    expect(run.result).toContain('A grant is missing');
    expect(world.target.journal).toEqual([]);
    expect(world.store.stagedOf(world.path)).toBe(0);
  });

  it('refuses to begin and makes no value when the store could not take it', async () => {
    const world = await RotationWorld.create(databases, id);
    const generate = jest.spyOn(world.target, 'generate');
    world.store.failedValueChecks = [
      {
        code: 'size',
        ok: false,
        message: 'The new value would not fit',
        fix: 'Make room',
      },
    ];
    const { run } = await world.drain(await world.start());
    expect(run.state).toBe('refused');
    expect(run.result).toContain('The new value would not fit');
    expect(generate).not.toHaveBeenCalled();
    expect(world.target.journal).toEqual([]);
    expect(world.store.stagedOf(world.path)).toBe(0);
  });

  it('refuses to begin and writes nothing where the current version is no text', async () => {
    const world = await RotationWorld.create(databases, id);
    world.store.readVersion = async () => {
      throw new MisconfiguredError(
        'The secret is binary',
        'Store it as text, for example PEM',
      );
    };
    const { run } = await world.drain(await world.start());
    expect(run.state).toBe('refused');
    expect(run.result).toBe(
      'Refused before anything was written: The secret is binary',
    );
    expect(world.target.journal).toEqual([]);
    expect(world.store.stagedOf(world.path)).toBe(0);
  });

  it('blocks before the first write when nobody depends on the secret', async () => {
    const world = await RotationWorld.create(databases, id, { consumers: [] });
    const runId = await world.start();
    const { run } = await world.drain(runId);
    expect(run.state).toBe('blocked');
    expect(run.step).toBe('preflight');
    expect(world.target.journal).toEqual([]);
    await world.service.cancelRun(runId, ANA, 'not now');
    expect((await world.drain(runId)).run.state).toBe('cancelled');
  });

  it('waits and changes nothing while the target does not say whether it accepts the current login', async () => {
    const world = await RotationWorld.create(databases, id);
    world.target.answer = 'unknown';
    const runId = await world.start();
    await world.work();
    const { run } = await world.load(runId);
    expect(run.state).toBe('waiting');
    expect(run.turn).toMatchObject({ who: 'keyturn' });
    expect(world.target.journal).toEqual([]);
    world.target.answer = undefined;
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('never revokes on an unknown answer', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'verify');
    world.target.answer = 'unknown';
    world.clock.at += 300_000;
    await world.work();
    expect(world.target.journal).toEqual(['activate payments_b']);
  });

  it('overwrites nothing when somebody else writes the secret between stage and promote', async () => {
    const world = await RotationWorld.create(databases, id);
    world.crash.armed = 'after:step:activate';
    const runId = await world.start();
    await world.work();
    const foreign = world.store.put(world.path, world.original);
    const { run } = await world.drain(runId);
    expect(run.state).toBe('blocked');
    expect(world.store.currentOf(world.path)?.id).toBe(foreign);
  });

  it('asks the platform team when the target has seen a newer run than the ledger knows', async () => {
    const world = await RotationWorld.create(databases, id);
    const { target } = world;
    const newer = {
      fence: { run: 4_000, epoch: 1 },
      signal: new AbortController().signal,
    };
    await target.activate(
      { value: loginOf('payments_b', 'of-a-lost-ledger') },
      newer,
    );
    const runId = await world.start();
    const { run } = await world.drain(runId);
    expect(run.state).toBe('blocked');
    expect(run.turn).toMatchObject({
      who: 'person',
      owner: 'group:default/platform',
    });
    expect(world.currentIsAccepted()).toBe(true);
  });

  it('promotes nothing that the target does not accept, and asks after a while', async () => {
    const world = await RotationWorld.create(databases, id);
    world.crash.armed = 'before:effect:store.promote';
    const runId = await world.start();
    await world.drain(runId, () => world.crash.hits > 0);
    const before = world.store.currentOf(world.path)?.id;
    await world.store.stage(
      {
        path: world.path,
        runId: `R-${runId}`,
        value: loginOf('payments_b', 'of-a-store-that-was-restored'),
      },
      {
        signal: new AbortController().signal,
        fence: { run: runId, epoch: 99 },
      },
    );
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({ state: 'blocked', step: 'promote' });
    expect(world.store.currentOf(world.path)?.id).toBe(before);
    expect(world.currentIsAccepted()).toBe(true);
  });

  it('asks when the version that stays is not proven before the other is refused', async () => {
    const world = await RotationWorld.create(databases, id);
    world.crash.armed = 'before:effect:rotator.revoke';
    const runId = await world.start();
    await world.drain(runId, () => world.crash.hits > 0);
    world.target.answer = 'unknown';
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({ state: 'blocked', step: 'revoke' });
    expect(world.target.accepts(world.original)).toBe(true);
    world.target.answer = undefined;
    await world.service.recheckRun(runId, ANA, 'the target answers again');
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('makes the first version where there is none', async () => {
    const world = await RotationWorld.create(databases, id, { empty: true });
    const runId = await world.start();
    const { run, versions } = await world.drain(runId);
    expect(run.state).toBe('succeeded');
    expect(versions.map(version => version.state)).toEqual(['current']);
    expect(world.currentIsAccepted()).toBe(true);
  });

  it('offers a repair, not a rotation, when the current login is refused already', async () => {
    const world = await RotationWorld.create(databases, id);
    world.target.passwords.delete('payments_a');
    const refused = await world.drain(await world.start());
    expect(refused.run.state).toBe('refused');
    const repaired = await world.drain(await world.start('repair'));
    expect(repaired.run.state).toBe('succeeded');
    expect(world.currentIsAccepted()).toBe(true);
  });

  it('makes one run of twenty simultaneous starts', async () => {
    const world = await RotationWorld.create(databases, id);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => world.start()),
    );
    const started = results.flatMap(result =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    expect(started).toHaveLength(1);
    const refused = results.filter(result => result.status === 'rejected');
    expect(
      refused.map(
        ({ reason }) => reason instanceof OpenRunError && reason.openRun,
      ),
    ).toEqual(Array(19).fill(started[0]));
  });

  describe.each(STEPS)(
    'killed after %s returned and before its outcome is committed',
    step => {
      it('goes on with the same run and ends well', async () => {
        const world = await RotationWorld.create(databases, id);
        world.crash.armed = `after:step:${step}`;
        const runId = await world.start();
        const { run } = await world.drain(runId, () => {
          expect(world.currentIsAccepted()).toBe(true);
          return false;
        });
        expect(world.crash.hits).toBe(1);
        expect(run.state).toBe('succeeded');
        expect(world.target.accepts(world.original)).toBe(false);
        expect(world.store.stagedOf(world.path)).toBe(0);
        expect(world.consumers.service('checkout', world.path).reloads).toBe(1);
      });
    },
  );

  describe.each([
    'activate',
    'promote',
    'reload',
    'monitor',
    'verify',
  ] as const)('rolled back at %s', step => {
    it('ends with the old version current, attested, and the new one refused', async () => {
      const world = await RotationWorld.create(databases, id);
      world.crash.armed = `after:step:${step}`;
      const runId = await world.start();
      for (let turn = 0; turn < 100 && world.crash.hits === 0; turn += 1) {
        await world.work();
        world.clock.at = Math.max(
          world.clock.at,
          (await world.load(runId)).run.nextAt ?? 0,
        );
      }
      await world.service.rollbackRun(runId, ANA, 'changed our mind');
      const { run, versions } = await world.drain(runId);
      expect(run.state).toBe('rolled-back');
      expect(world.target.accepts(world.original)).toBe(true);
      expect(world.target.passwords.has('payments_b')).toBe(false);
      expect(
        world.store.currentOf(world.path)?.value.equals(world.original),
      ).toBe(true);
      expect(world.store.stagedOf(world.path)).toBe(0);
      expect(versions.map(version => version.state)).toEqual([
        'current',
        'destroyed',
      ]);
    });
  });

  it('leaves a rollback blocked with both logins valid while a consumer is deaf', async () => {
    const world = await RotationWorld.create(databases, id);
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'verify');
    world.consumers.service('checkout', world.path).isDeaf = true;
    await world.service.rollbackRun(runId, ANA, 'changed our mind');
    const { run } = await world.drain(runId);
    expect(run).toMatchObject({ state: 'blocked', direction: 'rollback' });
    expect(world.target.accepts(world.original)).toBe(true);
    expect(world.target.passwords.has('payments_b')).toBe(true);
  });
});

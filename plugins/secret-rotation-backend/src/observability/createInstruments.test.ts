import { TestDatabases } from '@backstage/backend-test-utils';
import { UnavailableError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { ObservationLog } from '../__testUtils__/ObservationLog';
import { RotationWorld } from '../__testUtils__/RotationWorld';
import { PATHS } from '../workflow/position';
import { createInstruments } from './createInstruments';

jest.setTimeout(60_000);

const ANA = { actor: { kind: 'user' as const, ref: 'user:default/ana' } };
const databases = TestDatabases.create();

async function createWorld() {
  const log = new ObservationLog();
  const world = await RotationWorld.create(databases, 'SQLITE_3', {
    instruments: createInstruments(log),
  });
  return { log, world };
}

/** A value as it could hide in something that is exported. */
function disguises(value: string): string[] {
  return [
    value,
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
    Buffer.from(value).toString('hex'),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ];
}

describe('what is reported of the engine', () => {
  afterEach(() => jest.restoreAllMocks());

  it('counts claims, commits and the end of a run, and times each step and call', async () => {
    const { log, world } = await createWorld();
    const runId = await world.start();
    const { run } = await world.drain(runId);
    expect(run.state).toBe('succeeded');
    expect(log.sum('secret_rotation.claims')).toBe(run.epoch);
    // Seven for the rotation, one of which is the claim itself, and one for each wait.
    const waits = run.epoch - 1;
    expect(log.sum('secret_rotation.commits')).toBe(6 + waits);
    expect(log.of('secret_rotation.runs.ended')).toEqual([
      {
        name: 'secret_rotation.runs.ended',
        value: 1,
        labels: {
          'secret_rotation.outcome': 'succeeded',
          'secret_rotation.kind': 'rotate',
          'secret_rotation.trigger': 'manual',
        },
      },
    ]);
    expect(log.of('secret_rotation.convergence')).toEqual([
      {
        name: 'secret_rotation.convergence',
        value: (run.convergenceMs ?? NaN) / 1000,
        labels: {
          'secret_rotation.kind': 'rotate',
          'secret_rotation.trigger': 'manual',
        },
      },
    ]);
    const done = log
      .of('secret_rotation.step.duration')
      .filter(({ labels }) => labels['secret_rotation.outcome'] === 'done')
      .map(({ labels }) => labels['secret_rotation.step']);
    expect(done).toEqual(PATHS.forward);
    expect(
      log.of('secret_rotation.effect.duration').map(({ labels }) => labels),
    ).toContainEqual({ 'secret_rotation.effect': 'store.promote' });
    for (const { value } of log.measurements)
      expect(value).toBeGreaterThanOrEqual(0);
  });

  it('nests a span per call in one per step in one per slice', async () => {
    const { log, world } = await createWorld();
    const runId = await world.start();
    await world.drain(runId);
    expect(log.spans).toContainEqual({
      name: 'effect store.promote',
      parent: 'step promote',
      attributes: {
        'secret_rotation.effect': 'store.promote',
        'secret_rotation.at': 'forward.promote',
      },
    });
    expect(log.spans).toContainEqual({
      name: 'step promote',
      parent: 'slice',
      attributes: {
        'secret_rotation.step': 'promote',
        'secret_rotation.direction': 'forward',
        'secret_rotation.wave': 1,
        'secret_rotation.run.id': runId,
        'secret_rotation.outcome': 'done',
      },
    });
    expect(log.spans).toContainEqual({
      name: 'slice',
      parent: undefined,
      attributes: {
        'secret_rotation.run.id': runId,
        'secret_rotation.epoch': 1,
      },
    });
  });

  it('says of a failed call its type alone, and lets the error through unchanged', async () => {
    const { log, world } = await createWorld();
    jest
      .spyOn(world.store, 'stage')
      .mockRejectedValueOnce(new UnavailableError('vault.internal is sealed'));
    const runId = await world.start();
    expect((await world.drain(runId)).run.state).toBe('succeeded');
    const failed = log.spans.filter(span => span.status !== undefined);
    expect(failed).toEqual([
      {
        name: 'effect store.stage',
        parent: 'step stage',
        attributes: {
          'secret_rotation.effect': 'store.stage',
          'secret_rotation.at': 'forward.stage',
          'error.type': 'UnavailableError',
        },
        status: { code: 'error' },
      },
    ]);
    expect(
      log.of('secret_rotation.effect.duration').map(({ labels }) => labels),
    ).toContainEqual({
      'secret_rotation.effect': 'store.stage',
      'error.type': 'UnavailableError',
    });
  });

  it('counts a lease that another worker took', async () => {
    const { log, world } = await createWorld();
    const runId = await world.start();
    jest.spyOn(world.store, 'stage').mockImplementationOnce(async () => {
      world.clock.at += 30_000;
      await world.work(world.createWorker('other'));
    });
    await world.work();
    expect(log.sum('secret_rotation.leases.lost')).toBe(1);
    expect((await world.drain(runId)).run.state).toBe('succeeded');
  });

  it('carries no value, no path, no name of a secret and no text of an error', async () => {
    const { log, world } = await createWorld();
    const values: string[] = ['original-password'];
    const generate = world.target.generate.bind(world.target);
    jest.spyOn(world.target, 'generate').mockImplementation(input => {
      const value = generate(input);
      values.push(value.reveal('password'));
      return value;
    });
    const leak = () =>
      new Error(`${values.join(' ')} refused by db.internal for ${world.path}`);
    jest.spyOn(world.target, 'activate').mockRejectedValueOnce(leak());
    jest
      .spyOn(world.store, 'promote')
      .mockRejectedValueOnce(new UnavailableError(leak().message));
    const runId = await world.start();
    await world.drain(runId, ({ run }) => run.step === 'verify');
    await world.service.rollbackRun(runId, ANA, 'changed our mind');
    expect((await world.drain(runId)).run.state).toBe('rolled-back');
    expect(log.of('secret_rotation.convergence')).toEqual([]);
    await world.drain(await world.start());
    expect(values).toHaveLength(3);
    const dump = JSON.stringify([log.measurements, log.spans]);
    expect(dump).toContain('rolled-back');
    for (const hidden of [
      ...values.flatMap(disguises),
      world.path,
      'payments-db-login',
      'db.internal',
      'checkout',
    ])
      expect(dump).not.toContain(hidden);
  });

  it('costs nothing but itself where the backend has no such services', async () => {
    const world = await RotationWorld.create(databases, 'SQLITE_3', {
      instruments: createInstruments({}),
    });
    const { run } = await world.drain(await world.start());
    expect(run.state).toBe('succeeded');
  });
});

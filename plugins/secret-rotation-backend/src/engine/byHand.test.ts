import { TestDatabases } from '@backstage/backend-test-utils';
import {
  SecretValue,
  storeVersionId,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { InMemoryPartner } from '../__testUtils__/InMemoryPartner';
import type { StoreStyle } from '../__testUtils__/InMemoryStore';
import { RotationWorld } from '../__testUtils__/RotationWorld';
import type { LoadedRun } from '../ledger/rows';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user', ref: 'user:default/ana' } } as const;
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a rotation by hand on %s', id => {
  async function create(
    change: (partner: InMemoryPartner) => void = () => {},
    storeStyle?: StoreStyle,
  ) {
    const world = await RotationWorld.create(databases, id, { storeStyle });
    const partner = new InMemoryPartner();
    partner.accepted.push(world.original);
    change(partner);
    const rotator = world.configuration.rotators.get('postgres');
    if (!rotator) throw new Error('The world has other entries');
    rotator.adapter = partner;
    const readings = jest.spyOn(world.store, 'readVersion');
    const fresh = SecretValue.text('made-by-a-person');
    /** What a person does at the partner and in the store. */
    const write = (value = fresh) => {
      partner.accepted.push(value);
      world.store.put(world.path, value);
    };
    /** Says that it is done, of what the page shows. */
    const complete = async (run: number) => {
      const { step, turn } = await world.service.getRun(run);
      await world.service.completeRun(run, ANA, {
        reason: 'done in the portal',
        step,
        version: turn.task?.found?.version ?? turn.task?.writes,
      });
      return world.drain(run);
    };
    /** Keyturn looks by itself. */
    const lookAgain = async (run: number) => {
      const { nextAt } = await world.drain(run).then(it => it.run);
      world.clock.at = nextAt ?? 0;
      return world.drain(run);
    };
    return { world, partner, readings, fresh, write, complete, lookAgain };
  }

  const evidenceOf = (loaded: LoadedRun) =>
    loaded.steps.flatMap(step => step.evidence).join('\n');

  it('asks a named person twice, and no value passes through Keyturn', async () => {
    const { world, readings, write, complete } = await create();
    const run = await world.start();
    await world.drain(run);
    const asked = await world.service.getRun(run);
    expect(asked).toMatchObject({
      state: 'blocked',
      step: 'activate',
      turn: {
        who: 'person',
        owner: 'user:default/ana',
        question: 'Make a new key',
        about: 'task',
        task: {
          instructions: 'In the partner’s portal',
          command: `put ${world.path} over 1`,
          assignee: 'user:default/ana',
          writes: '2',
        },
      },
      actions: ['complete', 'recheck', 'cancel'],
    });

    write();
    const told = await complete(run);
    expect(told.run).toMatchObject({ state: 'blocked', step: 'revoke' });
    expect(told.run.turn).toMatchObject({ question: 'Delete the old key' });

    const over = await complete(run);
    expect(over.run.state).toBe('succeeded');
    expect(over.run.result).toContain('not proven');
    expect(evidenceOf(over)).toContain(
      'user:default/ana said that v1 is refused. Nobody can be asked, so it is not proven',
    );
    expect(over.versions.map(({ number, state }) => [number, state])).toEqual([
      [1, 'destroyed'],
      [2, 'current'],
    ]);
    expect(readings).not.toHaveBeenCalled();
    const { items } = await world.service.listRunEvents(run, {});
    expect(
      items.filter(({ action }) => action === 'run.complete'),
    ).toMatchObject([{ actor: ANA.actor }, { actor: ANA.actor }]);
  });

  it('takes no word for a version that the store does not show, nor for one that comes later', async () => {
    const { world, write, complete, lookAgain } = await create();
    const run = await world.start();
    await world.drain(run);
    const { run: early } = await complete(run);
    expect(early).toMatchObject({ state: 'blocked', step: 'activate' });
    expect(early.turn).toMatchObject({
      question:
        'user:default/ana said that it is done. The store has no other version than at the start. Make a new key',
    });
    write();
    const { run: later } = await lookAgain(run);
    expect(later).toMatchObject({ state: 'blocked', step: 'activate' });
    const { run: told } = await complete(run);
    expect(told).toMatchObject({ step: 'revoke' });
  });

  it('does not go on by a version that nobody has called theirs, and shows it', async () => {
    const { world, write, complete, lookAgain } = await create();
    const run = await world.start();
    await world.drain(run);
    write();
    const { run: found } = await lookAgain(run);
    expect(found).toMatchObject({ state: 'blocked', step: 'activate' });
    expect(found.turn).toMatchObject({
      question: expect.stringContaining('says whether it is theirs'),
      task: { found: { version: '2' }, writes: '3' },
    });
    const told = await complete(run);
    expect(told.run.step).toBe('revoke');
    expect(evidenceOf(told)).toContain(
      'Version 2 is current in the store since the start\nuser:default/ana said that it is theirs',
    );
  });

  it('refuses a version that somebody else wrote after the person’s own', async () => {
    const { world, write, complete } = await create();
    const run = await world.start();
    await world.drain(run);
    write();
    world.store.put(world.path, SecretValue.text('of somebody else'));
    const { run: refused } = await complete(run);
    expect(refused).toMatchObject({ state: 'blocked', step: 'activate' });
    expect(refused.turn).toMatchObject({
      question: expect.stringContaining('not of this version. Version 3'),
    });
    write();
    const { run: told } = await complete(run);
    expect(told.step).toBe('activate');
    const { run: own } = await complete(run);
    expect(own.step).toBe('revoke');
  });

  it('takes no older version that somebody made current again', async () => {
    const { world, write, complete } = await create(undefined, 'moves-labels');
    write(SecretValue.text('before the run'));
    const run = await world.start();
    await world.drain(run);
    world.store.makeCurrent(world.path, storeVersionId('1'));
    const { run: refused } = await complete(run);
    expect(refused.turn).toMatchObject({
      question: expect.stringContaining('somebody rolled it back'),
    });
  });

  it('takes no word about another task than the one that it asks for now', async () => {
    const { world, write, complete } = await create();
    const run = await world.start();
    await world.drain(run);
    write();
    await complete(run);
    await expect(
      world.service.completeRun(run, ANA, { reason: 'late', step: 'activate' }),
    ).rejects.toThrow('asks for another task now');
  });

  it('can be cancelled while nobody has done it', async () => {
    const { world } = await create();
    const run = await world.start();
    await world.drain(run);
    await world.service.cancelRun(run, ANA, 'the partner is closed');
    const over = await world.drain(run);
    expect(over.run.state).toBe('cancelled');
    expect(world.store.currentOf(world.path)?.value).toBe(world.original);
  });

  it('proves what it can, where the partner can be asked', async () => {
    const { world, partner, write, complete } = await create(it => {
      it.probing = 'logins';
    });
    const run = await world.start();
    await world.drain(run);
    write();
    await complete(run);
    const early = await complete(run);
    expect(early.run).toMatchObject({ state: 'blocked', step: 'revoke' });
    expect(early.run.turn).toMatchObject({
      question: expect.stringContaining('v1 is still accepted'),
    });

    partner.accepted.splice(0, 1);
    const over = await complete(run);
    expect(over.run.state).toBe('succeeded');
    expect(over.run.result).not.toContain('not proven');
    expect(evidenceOf(over)).toContain('v1 is refused at endpoint 1 of 1');
  });

  it('lets the person correct what they wrote, and leads consumers to that', async () => {
    const { world, write, complete } = await create();
    world.consumers.service('checkout', world.path).isDeaf = true;
    const run = await world.start();
    await world.drain(run);
    write(SecretValue.text('with a typing error'));
    await world.service.completeRun(run, ANA, { reason: 'done' });
    await world.drain(run, loaded => loaded.run.step === 'verify');
    write();
    world.consumers.service('checkout', world.path).isDeaf = false;
    const asked = await world.drain(run);
    expect(asked.run.turn).toMatchObject({ about: 'drift' });
    await world.service.adoptRun(run, ANA, 'that was a typing error');
    await world.drain(run);
    const over = await complete(run);
    expect(over.run.state).toBe('succeeded');
    expect(
      over.versions.filter(({ state }) => state === 'current'),
    ).toMatchObject([{ storeIds: [world.store.currentOf(world.path)?.id] }]);
  });

  it('refuses a value from before when the manager of the entry changes', async () => {
    const { world, partner } = await create();
    const run = await world.start();
    await world.drain(run);
    const rotator = world.configuration.rotators.get('postgres');
    if (rotator) rotator.adapter = world.target;
    await world.service.recheckRun(run, ANA, 'changed');
    const { run: stopped } = await world.drain(run);
    expect(stopped.turn).toMatchObject({
      question: expect.stringContaining('left the rotation to a person'),
    });
    expect(partner.accepted).toEqual([world.original]);
  });
});

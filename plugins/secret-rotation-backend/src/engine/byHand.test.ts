import { TestDatabases } from '@backstage/backend-test-utils';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { InMemoryPartner } from '../__testUtils__/InMemoryPartner';
import { RotationWorld } from '../__testUtils__/RotationWorld';
import type { LoadedRun } from '../ledger/rows';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user', ref: 'user:default/ana' } } as const;
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a rotation by hand on %s', id => {
  async function create(change: (partner: InMemoryPartner) => void = () => {}) {
    const world = await RotationWorld.create(databases, id);
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
    const complete = async (run: number) => {
      await world.service.completeRun(run, ANA, 'done in the portal');
      return world.drain(run);
    };
    return { world, partner, readings, fresh, write, complete };
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
          command: `write ${world.path}`,
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

  it('takes no word for a version that the store does not show', async () => {
    const { world, complete } = await create();
    const run = await world.start();
    await world.drain(run);
    const { run: again } = await complete(run);
    expect(again).toMatchObject({ state: 'blocked', step: 'activate' });
    expect(again.turn).toMatchObject({
      question: expect.stringContaining('no other version than at the start'),
    });
  });

  it('goes on by itself when it sees the new version', async () => {
    const { world, write } = await create();
    const run = await world.start();
    const asked = await world.drain(run);
    write();
    world.clock.at = asked.run.nextAt ?? 0;
    const { run: later } = await world.drain(run);
    expect(later).toMatchObject({ state: 'blocked', step: 'revoke' });
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
    await world.service.completeRun(run, ANA, 'done');
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

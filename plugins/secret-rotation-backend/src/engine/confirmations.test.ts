import { TestDatabases } from '@backstage/backend-test-utils';
import { RotationWorld } from '../__testUtils__/RotationWorld';

jest.setTimeout(120_000);

const ANA = { actor: { kind: 'user', ref: 'user:default/ana' } } as const;
const APPLIANCE = 'component:default/appliance';
const PRINTER = 'component:default/printer';
const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('a word of a person on %s', id => {
  async function create(options: { consumers?: string[] } = {}) {
    const world = await RotationWorld.create(databases, id, {
      consumers: ['checkout'],
    });
    for (const name of options.consumers ?? ['appliance'])
      world.addConsumer(name, 'people');
    /** Says what the page asks for now. */
    const confirm = async (run: number) => {
      const { step, turn } = await world.service.getRun(run);
      await world.service.completeRun(run, ANA, {
        reason: 'changed on its page',
        step,
        confirms: turn.task?.confirms,
      });
    };
    const begin = async () => {
      const run = await world.start();
      await world.drain(run);
      return run;
    };
    return { world, confirm, begin };
  }

  it('is asked of the owner of the consumer, and nothing is refused before', async () => {
    const { world, confirm, begin } = await create();
    const run = await begin();
    expect(await world.service.getRun(run)).toMatchObject({
      state: 'blocked',
      step: 'verify',
      turn: {
        who: 'person',
        owner: 'group:default/team-appliance',
        question:
          'Make appliance use v2, and say so when that is done and works',
        about: 'task',
        task: {
          instructions: 'On its own page, under Login',
          assignee: 'group:default/team-appliance',
          confirms: { version: 2, consumers: [APPLIANCE] },
        },
      },
      actions: expect.arrayContaining(['complete', 'rollback']),
    });
    expect(world.target.accepts(world.original)).toBe(true);
    const { versions } = await world.load(run);
    expect(versions.map(({ number, state }) => [number, state])).toEqual([
      [1, 'previous'],
      [2, 'current'],
    ]);

    await confirm(run);
    const over = await world.drain(run);
    expect(over.run.state).toBe('succeeded');
    const { consumers } = await world.service.getRun(run);
    expect(
      consumers.find(({ entityRef }) => entityRef === APPLIANCE),
    ).toMatchObject({
      attested: 2,
      strength: 'claimed',
      evidence: 'Word of user:default/ana',
      instances: [{ since: expect.stringMatching(/^20/) }],
    });
    const { items } = await world.service.listRunEvents(run, {});
    expect(items.filter(it => it.action === 'run.complete')).toMatchObject([
      {
        actor: ANA.actor,
        detail: { confirms: { version: 2, consumers: [APPLIANCE] } },
      },
    ]);
  });

  it('counts for the version alone that it was given for', async () => {
    const { world, confirm, begin } = await create();
    const run = await begin();
    const word = (version: number, consumers = [APPLIANCE]) =>
      world.service.completeRun(run, ANA, {
        reason: 'changed',
        confirms: { version, consumers },
      });
    await expect(word(1)).rejects.toThrow('asks for another task now');
    await expect(word(2, [PRINTER])).rejects.toThrow('asks for another task');
    await expect(
      world.service.completeRun(run, ANA, { reason: 'changed' }),
    ).rejects.toThrow('asks for another task now');

    await confirm(run);
    expect((await world.drain(run)).run.state).toBe('succeeded');
  });

  it('is asked anew when the run goes back: a word for the new version is none for the old', async () => {
    const { world, confirm, begin } = await create();
    world.consumers.service('checkout', world.path).isDeaf = true;
    const run = await begin();
    await confirm(run);
    await world.drain(run);
    await world.service.rollbackRun(run, ANA, 'checkout does not follow');
    world.consumers.service('checkout', world.path).isDeaf = false;
    const { run: back } = await world.drain(run);
    expect(back).toMatchObject({
      state: 'blocked',
      direction: 'rollback',
      step: 'verify',
      turn: { task: { confirms: { version: 1, consumers: [APPLIANCE] } } },
    });
    await expect(
      world.service.completeRun(run, ANA, {
        reason: 'the page of before',
        step: 'verify',
        confirms: { version: 2, consumers: [APPLIANCE] },
      }),
    ).rejects.toThrow('asks for another task now');
    await confirm(run);
    expect((await world.drain(run)).run.state).toBe('rolled-back');
  });

  it('is no matter of health: a run that goes back does not wait for that of a newcomer', async () => {
    const { world, confirm } = await create({ consumers: [] });
    world.consumers.service('checkout', world.path).isDeaf = true;
    const run = await world.start();
    await world.drain(run, ({ run: { step } }) => step === 'verify');
    world.addConsumer('appliance', 'people');
    await world.drain(run, ({ run: { turn } }) => turn?.about === 'task');
    await world.service.rollbackRun(run, ANA, 'checkout does not follow');
    world.consumers.service('checkout', world.path).isDeaf = false;
    const { run: back, steps } = await world.drain(run);
    expect(back).toMatchObject({ direction: 'rollback', step: 'verify' });
    const monitor = steps.find(
      ({ step, direction }) => step === 'monitor' && direction === 'rollback',
    );
    expect(monitor?.evidence).toContain('appliance: its health is not watched');
    await confirm(run);
    expect((await world.drain(run)).run.state).toBe('rolled-back');
  });

  it('leaves the run to be looked at again meanwhile', async () => {
    const { world, begin } = await create();
    const run = await begin();
    await world.service.recheckRun(run, ANA, 'look again');
    const { run: again } = await world.drain(run);
    expect(again).toMatchObject({ state: 'blocked', turn: { about: 'task' } });
  });

  it('survives that the process ends right after it was given', async () => {
    const { world, confirm, begin } = await create();
    const run = await begin();
    await confirm(run);
    const another = world.createWorker('another');
    const over = await world.drain(run, undefined, another);
    expect(over.run.state).toBe('succeeded');
  });

  it('is asked of each owner in turn, and Keyturn looks at the others meanwhile', async () => {
    const { world, confirm, begin } = await create({
      consumers: ['appliance', 'printer'],
    });
    const run = await begin();
    await confirm(run);
    const { run: second } = await world.drain(run);
    expect(second).toMatchObject({
      state: 'blocked',
      turn: {
        owner: 'group:default/team-printer',
        task: { confirms: { version: 2, consumers: [PRINTER] } },
      },
    });
    await confirm(run);
    expect((await world.drain(run)).run.state).toBe('succeeded');
  });

  it('is asked once for all consumers of one person', async () => {
    const { world, begin } = await create({
      consumers: ['appliance', 'printer'],
    });
    world.people.confirmation = {
      instructions: 'On its page',
      assignee: 'user:default/ana',
    };
    const run = await begin();
    expect((await world.load(run)).run.turn).toMatchObject({
      owner: 'user:default/ana',
      task: {
        assignee: 'user:default/ana',
        confirms: { version: 2, consumers: [APPLIANCE, PRINTER] },
      },
    });
  });

  it('is not asked about a consumer that left the catalog: that is released', async () => {
    const { world, begin } = await create();
    const run = await begin();
    world.consumerRows = world.consumerRows.filter(
      ({ entityRef }) => entityRef !== APPLIANCE,
    );
    let loaded = await world.load(run);
    for (let look = 0; look < 500; look += 1) {
      if (loaded.run.turn?.about === 'vanished-consumers') break;
      world.clock.at = Math.max(world.clock.at, loaded.run.nextAt ?? 0);
      await world.work();
      loaded = await world.load(run);
    }
    expect(loaded.run.turn).toMatchObject({
      about: 'vanished-consumers',
      consumers: [APPLIANCE],
    });
  });
});

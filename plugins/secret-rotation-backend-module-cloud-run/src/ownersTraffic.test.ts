import {
  latest,
  OLD,
  NEW,
  pinned,
  SERVICE,
  template,
  TestServices,
} from './__testUtils__/TestServices';

let world: TestServices;
beforeEach(async () => {
  world = await TestServices.start();
});
afterEach(() => world.stop());

const first = `${SERVICE}-00001`;
const second = `${SERVICE}-00002`;

describe('a service whose traffic is pinned to a revision', () => {
  const moving = () => world.adapter({ movePinned: true });

  it('is never moved without consent, and says whose turn it is', async () => {
    const made = world.create(template(OLD));
    made.route(pinned(first, 100));
    await expect(world.reload()).rejects.toThrow(
      'keeps its traffic on a named revision',
    );
    expect(world.writes).toBe(0);
    expect(made.traffic).toEqual([pinned(first, 100)]);
    world.drain();
    expect(await world.observe()).toEqual([
      expect.objectContaining({ version: OLD, revision: first }),
    ]);
  });

  it('counts when its owner pinned it to a revision with the version', async () => {
    const made = world.create(template(OLD));
    made.deploy(template(NEW));
    made.route(pinned(second, 100));
    expect(await world.reload()).toEqual({ told: 1 });
    expect(world.writes).toBe(0);
  });

  it('is moved to the revision that replaces it, once that is ready, where the operator lets it', async () => {
    const made = world.create(template(OLD));
    made.route(pinned(first, 100, 'stable'), pinned(first, 0, 'preview'));
    world.run.slow = true;
    await expect(world.reload(moving())).rejects.toThrow('on its way');
    await expect(world.reload(moving())).rejects.toThrow('being changed');
    expect(made.calls()).toEqual([OLD]);
    world.run.settle();
    expect(made.calls()).toEqual([OLD]);
    expect(await world.reload(moving())).toEqual({ told: 1 });
    world.run.settle();
    expect(made.traffic).toEqual([
      pinned(second, 100, 'stable'),
      pinned(first, 0, 'preview'),
    ]);
    expect(made.calls()).toEqual([NEW]);
    expect(world.writes).toBe(2);
  });

  it('stays where it is when the new revision fails', async () => {
    const made = world.create(template(OLD));
    made.route(pinned(first, 100));
    made.failsWith = { revisionReason: 'HEALTH_CHECK_CONTAINER_ERROR' };
    await expect(world.reload(moving())).rejects.toThrow('on its way');
    await expect(world.reload(moving())).rejects.toThrow('cannot start');
    expect(made.calls()).toEqual([OLD]);
  });

  it('is not moved to what was deployed and not released', async () => {
    const made = world.create(template(OLD));
    made.route(pinned(first, 100));
    const [checkout] = template(OLD).containers ?? [];
    made.deploy({ containers: [{ ...checkout, image: 'next' }] });
    await expect(world.reload(moving())).rejects.toThrow('later deployment');
    made.deploy(template(OLD));
    await expect(world.reload(moving())).rejects.toThrow('on its way');
    // Somebody deploys on top of what Keyturn made.
    made.deploy({ timeout: '90s' });
    await expect(world.reload(moving())).rejects.toThrow('later deployment');
    expect(made.traffic).toEqual([pinned(first, 100)]);
  });
});

it('leaves a split as it is, and counts it once each revision has the version', async () => {
  const made = world.create(template(OLD));
  made.deploy(template(NEW));
  const split = [latest(90), pinned(first, 10)];
  made.route(...split);
  const adapter = world.adapter({ movePinned: true });
  await expect(world.reload(adapter)).rejects.toThrow('splits its traffic');
  expect(world.writes).toBe(0);
  world.drain();
  expect(await world.observe()).toEqual([
    expect.objectContaining({
      strength: 'none',
      finding: 'not-reloaded',
      revision: `${second}, ${first}`,
    }),
  ]);
  made.route(latest(50), pinned(second, 50));
  expect(await world.reload(adapter)).toEqual({ told: 1 });
});

import type {
  CloudRunPermission,
  CloudRunTrouble,
} from '@keyturn/dev-peers/cloud-run';
import {
  NEW,
  OLD,
  pinned,
  SERVICE,
  template,
  TestServices,
} from './__testUtils__/TestServices';

jest.setTimeout(60_000);

let world: TestServices;
beforeEach(async () => {
  world = await TestServices.start();
});
afterEach(() => world.stop());

const first = `${SERVICE}-00001`;
const second = `${SERVICE}-00002`;

/** Lets one request of a kind fail, not the first of them. @returns whether it came */
function failing(
  wanted: CloudRunPermission,
  trouble: CloudRunTrouble,
  nth: number,
) {
  let seen = 0;
  world.run.trouble(({ permission }) => {
    if (permission !== wanted) return undefined;
    seen += 1;
    return seen === nth ? trouble : undefined;
  });
  return () => seen >= nth;
}

it.each(
  (['run.services.get', 'run.revisions.get', 'run.services.update'] as const)
    .flatMap(permission => [1, 2].map(nth => [permission, nth] as const))
    .flatMap(([permission, nth]) =>
      (['cut', 'lose the reply'] as const).map(
        trouble => [permission, nth, trouble] as const,
      ),
    ),
)(
  'goes on after a worker that ended at %s number %d (%s), with one revision and one move',
  async (permission, nth, trouble) => {
    const made = world.create(template(OLD));
    made.route(pinned(first, 100));
    world.run.slow = true;
    const hasFailed = failing(permission, trouble, nth);
    await world.reloadUntilTold(world.adapter({ movePinned: true }));
    expect(hasFailed()).toBe(true);
    expect(made.revisions).toEqual([first, second]);
    expect(made.traffic).toEqual([pinned(second, 100)]);
    world.drain();
    expect(await world.observe()).toEqual([
      expect.objectContaining({ strength: 'claimed', version: NEW }),
    ]);
  },
);

it('overwrites nothing that somebody deployed after it looked', async () => {
  const made = world.create(template(OLD));
  let done = false;
  world.run.trouble(({ permission }) => {
    if (permission !== 'run.services.update' || done) return undefined;
    done = true;
    made.deploy({ timeout: '90s' });
    return undefined;
  });
  await expect(world.reload()).rejects.toThrow('could not be told');
  expect(made.template).toEqual({ ...template(OLD), timeout: '90s' });
  expect(await world.reload()).toEqual({ told: 1 });
  expect(made.template).toEqual({ ...template(NEW), timeout: '90s' });
});

it('moves no traffic that somebody moved after it looked', async () => {
  const made = world.create(template(OLD));
  made.route(pinned(first, 100));
  const adapter = world.adapter({ movePinned: true });
  await expect(world.reload(adapter)).rejects.toThrow('on its way');
  let done = false;
  world.run.trouble(({ permission }) => {
    if (permission !== 'run.services.update' || done) return undefined;
    done = true;
    made.route(pinned(first, 50), pinned(second, 50));
    return undefined;
  });
  await expect(world.reload(adapter)).rejects.toThrow('could not be told');
  expect(made.traffic).toEqual([pinned(first, 50), pinned(second, 50)]);
});

it('waits for a deployment of somebody else', async () => {
  const made = world.create(template(OLD));
  world.run.slow = true;
  made.update({ template: { ...template(OLD), timeout: '90s' } }, ['template']);
  await expect(world.reload()).rejects.toThrow('changed by somebody else');
  world.run.settle();
  expect(await world.reload()).toEqual({ told: 1 });
});

import { randomBytes } from 'node:crypto';
import { FaultWorld, type Fields } from './FaultWorld';
import { Rotation } from './Rotation';

jest.setTimeout(240_000);

let world: FaultWorld;
beforeAll(async () => {
  world = await FaultWorld.start();
}, 120_000);
afterEach(() => world.heal());
afterAll(() => world?.stop());

/** Starts a run and lets somebody else change the secret between stage and promote. */
async function disturbed(login: 'old' | 'new') {
  const rotation = await Rotation.begin(world);
  const { before, newLogin } = rotation;
  const foreign: Fields = {
    ...before,
    username: login === 'old' ? before.username : newLogin,
    password: randomBytes(18).toString('base64url'),
  };
  let ours: Fields = before;
  await world.strikeAt(
    'forward.promote/before:effect:store.promote',
    async () => {
      ours = await world.staged();
      await world.changeAsForeigner(foreign);
    },
  );
  const blocked = await world.until(
    rotation.id,
    'asks a person',
    ({ state }) => state === 'blocked',
  );
  return { rotation, foreign, ours, blocked };
}

it('somebody writes the secret between stage and promote: nothing is overwritten, and retry leads to ours', async () => {
  const { rotation, foreign, ours, blocked } = await disturbed('old');
  expect(blocked.turn).toMatchObject({ who: 'person', about: 'drift' });
  expect(blocked.turn.choices?.map(({ decision }) => decision)).toEqual([
    'adopt',
    'retry',
    'recheck',
    'rollback',
  ]);
  expect(await world.current()).toEqual(foreign);
  expect(await world.login(foreign)).toBe('accepted');
  expect(await world.login(ours)).toBe('accepted');
  await world.portal.api.retryRun(rotation.id, 'It was a mistake');
  expect(await rotation.end()).toMatchObject({
    state: 'succeeded',
    login: rotation.newLogin,
    current: 'accepted',
    before: 'refused',
    // The foreign one, and ours.
    newVersions: 2,
  });
  expect(await world.login(foreign)).toBe('refused');
});

it('adopt leads every consumer to the version that somebody else wrote, and ours is refused', async () => {
  const { rotation, foreign, ours } = await disturbed('old');
  await world.portal.api.adoptRun(rotation.id, 'It was planned');
  expect(await rotation.end()).toMatchObject({
    state: 'succeeded',
    login: foreign.username,
    current: 'accepted',
    before: 'refused',
    newVersions: 1,
  });
  expect(await world.current()).toEqual(foreign);
  expect(await world.login(ours)).toBe('refused');
  const { consumers } = await world.run(rotation.id);
  expect(consumers.map(({ attested }) => attested)).toEqual(
    consumers.map(({ wanted }) => wanted),
  );
});

it('adopt leads to a version that took the login of ours: no query fails, since nobody used that login', async () => {
  const { rotation, foreign, ours } = await disturbed('new');
  expect(await world.login(ours)).toBe('refused');
  await world.portal.api.adoptRun(rotation.id, 'It was planned');
  expect(await rotation.end()).toMatchObject({
    state: 'succeeded',
    current: 'accepted',
    before: 'refused',
    newVersions: 1,
    failedQueries: 0,
  });
  expect(await world.current()).toEqual(foreign);
});

it('a consumer that is gone from the service and the catalog holds the run up until it is released', async () => {
  const rotation = await Rotation.begin(world);
  await world.strikeAt('forward.promote/before:effect:store.promote', () =>
    world.retire('ledger-api'),
  );
  const { turn } = await world.until(
    rotation.id,
    'is about a vanished consumer',
    run => run.turn.about === 'vanished-consumers',
  );
  expect(turn.consumers).toEqual(['component:default/ledger-api']);
  expect(rotation.alters).toEqual([`activated ${rotation.newLogin}`]);
  expect(await world.login(rotation.before)).toBe('accepted');
  await world.portal.api.releaseRun(rotation.id, {
    reason: 'It was shut down',
    consumers: turn.consumers ?? [],
  });
  expect(await rotation.end()).toEqual(rotation.rotated());
});

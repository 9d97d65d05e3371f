import { PAYMENTS } from '../replicas/world/secrets';
import { ADMIN_SECRET, AdminWorld } from './AdminWorld';

jest.setTimeout(300_000);

let world: AdminWorld;
beforeAll(async () => {
  world = await AdminWorld.start();
}, 240_000);
afterAll(() => world?.stop());

it('rotates its own administrator, proves that every process uses the new one, and goes on with it without a restart', async () => {
  const before = await world.administrator();
  const own = await world.rotate(ADMIN_SECRET);
  const after = await world.administrator();

  expect(own.turn.question).toBeUndefined();
  expect(own.state).toBe('succeeded');
  expect([before.username, after.username]).toEqual(['keyturn_a', 'keyturn_b']);
  expect(await world.accepts(before)).toBe(false);
  expect(await world.accepts(after)).toBe(true);
  const [portal] = own.consumers;
  expect(portal.attested).toBe(2);
  expect(portal.instances).toHaveLength(2);
  expect(portal.instances.map(({ strength }) => strength).sort()).toEqual([
    'claimed',
    'proven',
  ]);

  // The former administrator is refused, so only the new one can have done this.
  const payments = await world.rotate(PAYMENTS.name);
  expect(payments.state).toBe('succeeded');

  for (const { password } of [before, after]) {
    expect(world.logs).not.toContain(password);
    expect(JSON.stringify([own, payments])).not.toContain(password);
  }
});

it('rotates it back to the first login, while it rotates another secret by it', async () => {
  const [own, payments] = await Promise.all([
    world.rotate(ADMIN_SECRET),
    world.rotate(PAYMENTS.name),
  ]);
  expect([own.state, payments.state]).toEqual(['succeeded', 'succeeded']);
  expect((await world.administrator()).username).toBe('keyturn_a');
});

it('logs in as the keeper with what is in the file now', async () => {
  await world.changeKeeper();
  expect((await world.rotate(ADMIN_SECRET)).state).toBe('succeeded');
});

it('loses no administrator when the process at work is killed in the midst of it', async () => {
  const before = await world.administrator();
  const id = await world.rotateUntilKilled(ADMIN_SECRET);
  expect(await world.accepts(await world.administrator())).toBe(true);

  expect((await world.atRest(id)).state).toBe('succeeded');
  const after = await world.administrator();
  expect(after.username).not.toBe(before.username);
  expect(await world.accepts(before)).toBe(false);
  expect(await world.accepts(after)).toBe(true);
  expect((await world.rotate(PAYMENTS.name)).state).toBe('succeeded');
});

import { findVaultBinary, secretsManagersForTests } from '@keyturn/dev-peers';
import { PAYMENTS } from '../replicas/world/secrets';
import { OWN_LOGIN, OwnLoginWorld } from './OwnLoginWorld';

jest.setTimeout(300_000);

// The stand-in has no AppRole. A missing OpenBao is named in the output, or an error where it must be there.
const isThere = secretsManagersForTests().some(
  ({ name }) => name === 'OpenBao',
);
const describeIt = isThere && findVaultBinary() ? describe : describe.skip;

describeIt('what the portal logs in with at its own store', () => {
  let world: OwnLoginWorld;
  beforeAll(async () => {
    world = await OwnLoginWorld.start();
  }, 240_000);
  afterAll(() => world?.stop());

  it('is rotated by the portal, which proves that it uses the new one and goes on without a restart', async () => {
    const before = await world.present();
    const own = await world.rotate(OWN_LOGIN);
    const after = await world.present();

    expect(own.turn.question).toBeUndefined();
    expect(own.state).toBe('succeeded');
    expect(after.roleId).toBe(before.roleId);
    expect(after.accessor).not.toBe(before.accessor);
    expect(await world.accepts(before)).toBe(false);
    expect(await world.accepts(after)).toBe(true);
    const [portal] = own.consumers;
    expect(portal.instances.map(({ strength }) => strength)).toEqual([
      'proven',
    ]);

    // No token of the former login is left, so only the new one can do this.
    await world.endTokens();
    const payments = await world.rotate(PAYMENTS.name);
    expect(payments.state).toBe('succeeded');

    for (const { secretId } of [before, after]) {
      expect(world.log).not.toContain(secretId);
      expect(JSON.stringify([own, payments])).not.toContain(secretId);
    }
  });

  it('is rotated while another secret of that store is', async () => {
    const runs = await Promise.all([
      world.rotate(OWN_LOGIN),
      world.rotate(PAYMENTS.name),
    ]);
    expect(runs.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
  });
});

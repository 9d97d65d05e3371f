import { FencedError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { at, createLdapWorld, type LdapWorld } from './__testUtils__/ldapWorld';
import { describeOnSlapd, withSlapd } from './__testUtils__/withSlapd';

jest.setTimeout(60_000);

describeOnSlapd('the mark in an entry', () => {
  const server = withSlapd();
  let world: LdapWorld;
  beforeEach(async () => {
    world = await createLdapWorld(server());
  });
  afterEach(() => world.close());

  function rotation() {
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const value = rotator.generate({ options, account: accounts.new, current });
    return (epoch: number) =>
      rotator.activate({ options, accounts, value }, at(7, epoch));
  }

  const descriptions = async () =>
    [Object(await world.look()).description].flat();

  it('stands beside what others wrote, and only the newest one', async () => {
    const activate = rotation();
    await activate(1);
    await activate(2);
    expect((await descriptions()).sort()).toEqual([
      '[keyturn fence 7.2]',
      "the shop's account",
    ]);
  });

  it('lets of two workers that change the entry at once the newer one win, in any order', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [older, newer] = [rotation(), rotation()];
      const [late] = await Promise.allSettled([
        older(round * 10 + 1),
        newer(round * 10 + 2),
      ]);
      // It came first, or it was refused.
      expect([undefined, 'FencedError']).toContain(
        late.status === 'rejected' ? late.reason.name : undefined,
      );
      expect(await descriptions()).toContain(
        `[keyturn fence 7.${round * 10 + 2}]`,
      );
      await expect(older(round * 10 + 1)).rejects.toThrow(FencedError);
    }
  });

  it('two workers that set the same value at once set it once', async () => {
    const activate = rotation();
    await Promise.all([activate(1), activate(1), activate(1)]);
    expect(await world.stored()).toHaveLength(2);
  });
});

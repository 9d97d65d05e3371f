import { DriftError } from '@keyturn/backstage-plugin-secret-rotation-node';
import { withSqlServers } from '@keyturn/dev-peers';
import { TALKATIVE_AND_STRANGE } from './__conformance__/peers';
import { at, createSqlWorld, type SqlWorld } from './__testUtils__/sqlWorld';

jest.setTimeout(60_000);

withSqlServers(TALKATIVE_AND_STRANGE, (server, name) => {
  let world: SqlWorld;
  beforeEach(async () => {
    world = await createSqlWorld(server(), 'dual-password');
  });
  afterEach(() => world.close());

  const rotation = () => {
    const { rotator, current } = world;
    const options = rotator.parseOptions(world.options);
    const accounts = rotator.chooseAccounts(options, current);
    const next = async () =>
      rotator.generate({ options, account: accounts.new, current });
    return { rotator, options, accounts, current, next };
  };

  async function answers(...values: SqlWorld['current'][]) {
    const { rotator, options } = rotation();
    const given = [];
    for (const value of values) {
      const probes = await rotator.probe({ options, value }, at(1, 1));
      given.push(...new Set(probes.map(({ answer }) => answer)));
    }
    return given;
  }

  it('never drops the password that consumers use, when a run has to make its new value again', async () => {
    const { rotator, options, accounts, current, next } = rotation();
    const [lost, staged] = [await next(), await next()];
    await rotator.activate({ options, accounts, value: lost }, at(7, 1));
    await rotator.activate({ options, accounts, value: staged }, at(7, 2));
    await rotator.activate({ options, accounts, value: staged }, at(7, 3));
    await expect(answers(current, staged, lost)).resolves.toEqual([
      'accepted',
      'accepted',
      'rejected',
    ]);
  });

  it('changes nothing where somebody else has set a second password', async () => {
    const { rotator, options, accounts, current, next } = rotation();
    const [a] = world.accounts;
    await world.sql(
      name === 'MySQL'
        ? `ALTER USER ${a} IDENTIFIED BY 'of-somebody-else' RETAIN CURRENT PASSWORD`
        : `ALTER USER ${a} IDENTIFIED VIA mysql_native_password USING PASSWORD('of-somebody-else')
             OR mysql_native_password USING PASSWORD('${current.reveal(
               'password',
             )}')`,
    );
    const checks = await rotator.preflight(
      { options, accounts, current },
      at(7, 1),
    );
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ code: 'mysql.one-password' }),
    ]);
    await expect(
      rotator.activate({ options, accounts, value: await next() }, at(7, 1)),
    ).rejects.toThrow(DriftError);
    await expect(answers(current)).resolves.toEqual(['accepted']);
  });

  it('ends the sessions from before the new password and those silent since, and no newer one', async () => {
    const { rotator, options, accounts, current, next } = rotation();
    const value = await next();
    const before = await world.openSession(current);
    await rotator.activate({ options, accounts, value }, at(7, 1));
    const silent = await world.openSession(current);
    // Servers tell silence in whole seconds, one of them by a second too many.
    await passed(2_500);
    const keptSince = new Date();
    const moved = await world.openSession(value);
    const account = accounts.new;
    await expect(
      rotator.revoke({ options, account, keep: value, keptSince }, at(7, 1)),
    ).resolves.toEqual({ endedSessions: 2 });
    await expect(before.isEnded()).resolves.toBe(true);
    await expect(silent.isEnded()).resolves.toBe(true);
    await expect(moved.isEnded()).resolves.toBe(false);
  });
});

/** Waits until the clock has passed a time from now. */
async function passed(ms: number): Promise<void> {
  const end = Date.now() + ms;
  while (Date.now() < end) {
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretValue } from '@keyturn/backstage-plugin-secret-rotation-node';
import { withSqlServers } from '@keyturn/dev-peers';
import { TALKATIVE_AND_STRANGE } from '../__conformance__/peers';
import { at, createSqlWorld, type SqlWorld } from '../__testUtils__/sqlWorld';

jest.setTimeout(60_000);

/** A harm by SQL, the check that names it, and what its fix says. */
type Harm = [
  code: string,
  harm: (world: SqlWorld) => string,
  fix: (world: SqlWorld) => string,
];

const HARMS: Harm[] = [
  [
    'mysql.change-accounts',
    ({ admin }) => `REVOKE CREATE USER ON *.* FROM ${admin}`,
    ({ admin }) => `GRANT CREATE USER ON *.* TO ${admin}`,
  ],
  [
    'mysql.see-sessions',
    ({ admin }) => `REVOKE PROCESS ON *.* FROM ${admin}`,
    ({ admin }) => `GRANT PROCESS ON *.* TO ${admin}`,
  ],
  [
    'mysql.read-accounts',
    ({ admin }) => `REVOKE SELECT ON mysql.* FROM ${admin}`,
    ({ admin }) => `GRANT SELECT ON mysql.* TO ${admin}`,
  ],
  ...['SELECT', 'INSERT', 'UPDATE'].map<Harm>(right => [
    'mysql.fences',
    ({ admin }) => `REVOKE ${right} ON keyturn.fences FROM ${admin}`,
    ({ admin }) => `GRANT ${right} ON keyturn.fences TO ${admin}`,
  ]),
  [
    'mysql.same-grants',
    ({ accounts: [, b] }) => `REVOKE SELECT ON mysql_shop.* FROM ${b}`,
    ({ accounts: [, b] }) => `GRANT SELECT ON \`mysql_shop\`.* TO ${b}`,
  ],
  [
    'mysql.same-grants',
    ({ accounts: [, b] }) => `GRANT INSERT ON mysql_shop.* TO ${b}`,
    ({ accounts: [, b] }) =>
      `REVOKE SELECT, INSERT ON \`mysql_shop\`.* FROM ${b}; GRANT SELECT ON \`mysql_shop\`.* TO ${b}`,
  ],
  [
    'mysql.same-limits',
    ({ accounts: [a] }) => `ALTER USER ${a} WITH MAX_USER_CONNECTIONS 7`,
    ({ accounts: [, b] }) => `ALTER USER ${b} WITH MAX_USER_CONNECTIONS 7`,
  ],
];

withSqlServers(TALKATIVE_AND_STRANGE, (server, name) => {
  const kill = name === 'MySQL' ? 'CONNECTION_ADMIN' : 'CONNECTION ADMIN';
  const harms: Harm[] = [
    ...HARMS,
    [
      'mysql.end-sessions',
      ({ admin }) => `REVOKE ${kill} ON *.* FROM ${admin}`,
      ({ admin }) => `GRANT ${kill} ON *.* TO ${admin}`,
    ],
  ];

  let world: SqlWorld;
  beforeEach(async () => {
    world = await createSqlWorld(server());
  });
  afterEach(() => world.close());

  async function failed(
    rotator = world.rotator,
    current: SecretValue = world.current,
    given = world.options,
  ) {
    const options = rotator.parseOptions(given);
    const accounts = rotator.chooseAccounts(options, current);
    const input = { options, accounts, current };
    const checks = await rotator.preflight(input, at(1, 1));
    return checks.filter(({ ok }) => !ok);
  }

  it.each(harms)(
    'what is wrong is named by %s, and carrying out its fix mends it',
    async (code, harm, fix) => {
      await world.sql(harm(world));
      const checks = await failed();
      expect(checks).toEqual([
        expect.objectContaining({ code, fix: fix(world) }),
      ]);
      for (const statement of fix(world).split('; ')) {
        await world.sql(statement);
      }
      await expect(failed()).resolves.toEqual([]);
    },
  );

  it('an account that does not exist is named', async () => {
    const checks = await failed(world.rotator, world.current, {
      users: [world.users[0], 'nobody here'],
    });
    expect(checks.map(({ code }) => code)).toEqual(['mysql.account-exists']);
  });

  it('a user with accounts of other hosts is refused: sessions tell only the user', async () => {
    const other = world.accounts[0].replace('`%`', '`10.0.0.1`');
    await world.sql(`CREATE USER ${other}`);
    try {
      const checks = await failed();
      expect(checks.map(({ code }) => code)).toEqual(['mysql.one-host']);
    } finally {
      await world.sql(`DROP USER ${other}`);
    }
  });

  it('a server that is read-only is refused', async () => {
    await world.sql('SET GLOBAL read_only = 1');
    try {
      const checks = await failed();
      expect(checks.map(({ code }) => code)).toEqual(['mysql.primary']);
    } finally {
      await world.sql('SET GLOBAL read_only = 0');
    }
  });

  it('an account that can log in without a password is refused', async () => {
    await world.sql(`ALTER USER ${world.accounts[1]} ACCOUNT UNLOCK`);
    const checks = await failed();
    expect(checks).toEqual([
      expect.objectContaining({
        code: 'mysql.plugin',
        message: expect.stringContaining('logs in by no password'),
      }),
    ]);
  });

  it("an administrator's refused login is a failed check", async () => {
    const checks = await failed(
      world.rotatorWith({ admin: { password: 'another one' } }),
    );
    expect(checks.map(({ code }) => code)).toEqual(['mysql.admin-login']);
  });

  it('an administrator that comes from a file is not rotated by itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-admin-'));
    const file = join(folder, 'admin.json');
    const [username] = world.users;
    const password = world.current.reveal('password');
    await writeFile(file, JSON.stringify({ username, password }));
    const admin = { user: undefined, password: undefined, file };
    const checks = await failed(world.rotatorWith({ admin }));
    expect(checks.map(({ code }) => code)).toEqual(['mysql.own-login']);
    await rm(folder, { recursive: true });
  });

  it('a value that logs in but fails the probe query is told from a refused one', async () => {
    const checks = await failed(
      world.rotatorWith({ probeQuery: 'select 1 from mysql_shop.nothing' }),
    );
    expect(checks.map(({ code }) => code)).toEqual(['mysql.probe-query']);
  });
});

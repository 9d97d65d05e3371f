import {
  SecretValue,
  UnavailableError,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import { withPostgres } from '@keyturn/dev-peers';
import { escapeIdentifier } from 'pg';
import {
  at,
  createPostgresWorld,
  secretText,
  type PostgresWorld,
} from '../__testUtils__/postgresWorld';

jest.setTimeout(30_000);

const postgres = withPostgres();

let world: PostgresWorld;
/** Names as SQL writes them. */
let a: string;
let b: string;
let admin: string;
beforeEach(async () => {
  world = await createPostgresWorld(postgres());
  [a, b] = world.users.map(escapeIdentifier);
  admin = escapeIdentifier(world.admin);
});
afterEach(() => world.close());

async function failed(
  rotator = world.rotator,
  current: SecretValue | undefined = world.current,
) {
  const options = rotator.parseOptions(world.options);
  const accounts = rotator.chooseAccounts(options, current);
  const checks = await rotator.preflight(
    { options, accounts, current },
    at(1, 1),
  );
  return checks.filter(({ ok }) => !ok);
}

describe('what is wrong is named by one check, and carrying out its fix mends it', () => {
  it.each<[code: string, harm: () => string, fix: () => string]>([
    [
      'postgres.create-role',
      () => `ALTER ROLE ${admin} NOCREATEROLE`,
      () => `ALTER ROLE ${admin} CREATEROLE`,
    ],
    [
      'postgres.admin-option',
      () => `REVOKE ADMIN OPTION FOR ${b} FROM ${admin}`,
      () => `GRANT ${b} TO ${admin} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`,
    ],
    [
      'postgres.signal-sessions',
      () => `REVOKE pg_signal_backend FROM ${admin}`,
      () => `GRANT pg_signal_backend TO ${admin}`,
    ],
    [
      'postgres.see-sessions',
      () => `REVOKE pg_read_all_stats FROM ${admin}`,
      () => `GRANT pg_read_all_stats TO ${admin}`,
    ],
    [
      'postgres.same-attributes',
      () => `ALTER ROLE ${a} CREATEDB BYPASSRLS`,
      () => `ALTER ROLE ${b} CREATEDB BYPASSRLS`,
    ],
    [
      'postgres.same-connection-limit',
      () => `ALTER ROLE ${a} CONNECTION LIMIT 7`,
      () => `ALTER ROLE ${b} CONNECTION LIMIT 7`,
    ],
    [
      'postgres.same-validity',
      () => `ALTER ROLE ${b} VALID UNTIL '2001-01-01'`,
      () => `ALTER ROLE ${b} VALID UNTIL 'infinity'`,
    ],
    [
      'postgres.same-memberships',
      () => `REVOKE "${world.owner}" FROM ${b}`,
      () =>
        `GRANT "${world.owner}" TO ${b} WITH INHERIT TRUE, SET TRUE, ADMIN FALSE`,
    ],
    [
      'postgres.same-memberships',
      () => `GRANT "${world.owner}" TO ${b} WITH INHERIT FALSE`,
      () =>
        `GRANT "${world.owner}" TO ${b} WITH INHERIT TRUE, SET TRUE, ADMIN FALSE`,
    ],
    [
      'postgres.same-memberships',
      () => `GRANT pg_monitor TO ${b}`,
      () => `REVOKE "pg_monitor" FROM ${b}`,
    ],
    [
      'postgres.same-settings',
      () => `ALTER ROLE ${b} RESET role`,
      () => `ALTER ROLE ${b} SET role = '${world.owner}'`,
    ],
    [
      'postgres.same-settings',
      () => `ALTER ROLE ${b} IN DATABASE postgres SET work_mem = '8MB'`,
      () => `ALTER ROLE ${b} IN DATABASE "postgres" RESET work_mem`,
    ],
  ])('%s', async (code, harm, fix) => {
    await world.sql(harm());
    await expect(failed()).resolves.toEqual([
      expect.objectContaining({ code, fix: fix() }),
    ]);
    await world.sql(fix());
    await expect(failed()).resolves.toEqual([]);
  });
});

it('missing rights are named one by one', async () => {
  await world.sql(
    `REVOKE ${a}, ${b}, pg_signal_backend, pg_read_all_stats FROM ${admin}`,
  );
  const checks = await failed();
  expect(checks.map(({ code, fix }) => [code, fix])).toEqual(
    expect.arrayContaining([
      ['postgres.admin-option', expect.stringContaining(`GRANT ${a} TO`)],
      ['postgres.admin-option', expect.stringContaining(`GRANT ${b} TO`)],
      ['postgres.signal-sessions', expect.any(String)],
      ['postgres.see-sessions', expect.any(String)],
    ]),
  );
  expect(checks).toHaveLength(4);
});

it('membership of the logins is enough to see and end their sessions', async () => {
  await world.sql(
    `REVOKE pg_signal_backend, pg_read_all_stats FROM ${admin};
     GRANT ${a}, ${b} TO ${admin} WITH INHERIT TRUE`,
  );
  await expect(failed()).resolves.toEqual([]);
});

it('a login that owns objects is named: the other could not alter them', async () => {
  await world.sql(`CREATE SCHEMA AUTHORIZATION ${b}`);
  await expect(failed()).resolves.toEqual([
    expect.objectContaining({
      code: 'postgres.owns-nothing',
      fix: expect.stringContaining(`REASSIGN OWNED BY ${b} TO`),
    }),
  ]);
});

it('rights that only one of the logins was granted are named', async () => {
  await world.sql(`GRANT CREATE ON DATABASE postgres TO ${a}`);
  expect((await failed()).map(({ code }) => code)).toEqual([
    'postgres.same-grants',
  ]);
});

it('a superuser as login cannot be rotated by an ordinary administrator', async () => {
  await world.sql(`ALTER ROLE ${a} SUPERUSER; ALTER ROLE ${b} SUPERUSER`);
  expect((await failed()).map(({ code }) => code)).toEqual([
    'postgres.admin-option',
    'postgres.admin-option',
  ]);
});

it('the value of a setting is not shown: it may be a token', async () => {
  await world.sql(`ALTER ROLE ${a} SET shop.token = 'hush-hush'`);
  const checks = await failed();
  expect(checks.map(({ code }) => code)).toEqual(['postgres.same-settings']);
  expect(JSON.stringify(checks)).toContain('shop.token');
  expect(JSON.stringify(checks)).not.toContain('hush-hush');
});

it('a login that does not exist is named', async () => {
  const { rotator } = world;
  const options = { users: [world.users[0], 'nobody here'] as const };
  const checks = await rotator.preflight(
    {
      options,
      accounts: rotator.chooseAccounts(options, world.current),
      current: world.current,
    },
    at(1, 1),
  );
  expect(checks.filter(({ ok }) => !ok)).toEqual([
    expect.objectContaining({
      code: 'postgres.login-exists',
      message: 'The login nobody here does not exist',
    }),
  ]);
});

it('a field that repeats the password is named before it could go stale', async () => {
  const { current, rotator } = world;
  const fields = Object.fromEntries(
    current.fieldNames.map(name => [
      name,
      { value: current.reveal(name), secret: name === 'password' },
    ]),
  );
  const url = SecretValue.of({
    ...fields,
    url: {
      value: `postgresql://u:${current.reveal('password')}@h/d`,
      secret: true,
    },
  });
  const checks = await failed(rotator, url);
  expect(checks).toEqual([
    expect.objectContaining({
      code: 'postgres.value-fields',
      message: "The secret's field url repeats the password",
    }),
  ]);
});

it("an administrator's refused login is a failed check", async () => {
  const rotator = world.rotatorWith({ admin: { password: secretText() } });
  expect((await failed(rotator)).map(({ code }) => code)).toEqual([
    'postgres.admin-login',
  ]);
});

it('a server that cannot be reached makes the run wait', async () => {
  const rotator = world.rotatorWith({ admin: { port: 1 } });
  await expect(failed(rotator)).rejects.toThrow(UnavailableError);
});

it('the first version needs no current value', async () => {
  const options = world.rotator.parseOptions(world.options);
  const checks = await world.rotator.preflight(
    {
      options,
      accounts: world.rotator.chooseAccounts(options, undefined),
      current: undefined,
    },
    at(1, 1),
  );
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
});
